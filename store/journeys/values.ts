/** What is known of a person, by path: `lead.role`. */
export function leadValues(lead: {
  title: string | null
  role: string | null
  lang: string | null
  country: string | null
  region: string | null
  city: string | null
  category: string
  fields: Record<string, unknown>
}): Record<string, unknown> {
  const { title, role, lang, country, region, city, category } = lead
  return prefixed('lead', { title, role, lang, country, region, city, category, ...lead.fields })
}

/** What is known of a company, by path: `account.stage`. */
export const accountValues = (account: {
  name: string | null
  domain: string | null
  country: string | null
  fields: Record<string, unknown>
}): Record<string, unknown> => {
  const { name, domain, country, fields } = account
  return prefixed('account', { name, domain, country, ...fields })
}

const prefixed = (prefix: string, values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value ?? undefined]))
