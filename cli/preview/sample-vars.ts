import type { CompiledTemplate } from '../../mail/compile-template.ts'
import { firstName } from '../../mail/first-name.ts'
import type { Marketing } from '../../store/releases.ts'

type Vars = Record<string, unknown>

const READERS: Record<string, { name: string; company: string; city: string; title: string }> = {
  ru: {
    name: 'Соколов Иван Петрович',
    company: 'ООО «Уралметалл»',
    city: 'Екатеринбург',
    title: 'Главный инженер',
  },
  en: { name: 'Emma Clarke', company: 'Thames Steel', city: 'Leeds', title: 'Head of Production' },
}

const isVars = (value: unknown): value is Vars =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a template is filled with in a preview: an invented reader, over it the sample, and for the rest its own name. */
export function sampleVars(template: CompiledTemplate, marketing: Marketing, sample: Vars): Vars {
  const { fields, topics, senders, things, defaults } = marketing
  const { name, company, city, title } = READERS[template.lang] ?? READERS.en ?? {}
  const nobody = (names: readonly string[]) => Object.fromEntries(names.map((one) => [one, null]))
  const topic = topics[template.topic]
  const sender = senders[topic?.sender ?? defaults.sender]
  const seller = {
    name: template.lang === 'ru' ? 'Анна Орлова' : 'Anna Orlova',
    firstName: template.lang === 'ru' ? 'Анна' : 'Anna',
    email: sender?.address,
    phone: null,
  }
  const base: Vars = {
    ...Object.fromEntries(
      Object.entries(things).map(([kind, names]) => [kind, { id: null, ...nobody(names) }]),
    ),
    entry: {},
    lead: {
      ...nobody(fields.lead),
      name,
      firstName: firstName(name ?? null),
      title,
      city,
      region: null,
      country: null,
      lang: template.lang,
      email: 'reader@example.com',
      phone: null,
    },
    account: { ...nobody(fields.account), name: company, domain: 'example.com', country: null },
    owner: seller,
    seller,
    reader: name,
    sender: { name: sender?.name, address: sender?.address },
    topic: {
      name: template.topic,
      label: topic?.label[template.lang] ?? topic?.label[defaults.lang] ?? template.topic,
    },
    kind: template.kind,
    lang: template.lang,
    site: 'https://example.com',
    links: {
      unsubscribe: template.kind === 'marketing' ? 'https://example.com/m/u' : null,
      preferences: 'https://example.com/m/p',
      open: null,
      browser: 'https://example.com/m/v',
    },
  }
  return namedAfter(template.variables, merged(base, sample))
}

function merged(base: Vars, over: Vars): Vars {
  const both = Object.entries(over).map(([name, value]) => {
    const under = base[name]
    return [name, isVars(under) && isVars(value) ? merged(under, value) : value]
  })
  return { ...base, ...Object.fromEntries(both) }
}

/** Every variable that nobody gave a value gets its own name as one; where it stands in a link, it is one. */
function namedAfter(variables: readonly string[], vars: Vars): Vars {
  for (const path of variables) {
    const names = path.split('.')
    let at = vars
    for (const [n, name] of names.entries()) {
      const last = n === names.length - 1
      if (at[name] === undefined) at[name] = last ? `https://example.com/?${path}` : {}
      const next = at[name]
      if (!isVars(next)) break
      at = next
    }
  }
  return vars
}
