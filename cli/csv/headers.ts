/** Where a column goes: a property of the lead, its company, its consent, or a field of ours. */
export type Target =
  | 'email'
  | 'phone'
  | 'name'
  | 'firstName'
  | 'lastName'
  | 'middleName'
  | 'title'
  | 'role'
  | 'lang'
  | 'zone'
  | 'country'
  | 'region'
  | 'city'
  | 'company'
  | 'domain'
  | 'owner'
  | 'externalId'
  | 'interest'
  | 'industry'
  | 'size'
  | 'stage'
  | 'consentAt'

const NAMES: Record<Target, string[]> = {
  email: [
    'email',
    'e mail',
    'mail',
    'email address',
    'work email',
    'почта',
    'эл почта',
    'электронная почта',
    'имейл',
    'емейл',
    'адрес почты',
  ],
  phone: [
    'phone',
    'telephone',
    'tel',
    'mobile',
    'phone number',
    'телефон',
    'тел',
    'мобильный',
    'рабочий телефон',
    'номер телефона',
  ],
  name: [
    'name',
    'full name',
    'contact',
    'contact name',
    'person',
    'имя',
    'фио',
    'контакт',
    'контактное лицо',
    'полное имя',
  ],
  firstName: ['first name', 'firstname', 'given name', 'имя без фамилии'],
  lastName: ['last name', 'lastname', 'surname', 'family name', 'фамилия'],
  middleName: ['middle name', 'отчество'],
  title: ['title', 'job title', 'position', 'должность'],
  role: ['role', 'роль'],
  lang: ['lang', 'language', 'язык'],
  zone: ['zone', 'time zone', 'timezone', 'часовой пояс', 'зона'],
  country: ['country', 'страна'],
  region: ['region', 'state', 'province', 'регион', 'область'],
  city: ['city', 'town', 'город'],
  company: [
    'company',
    'account',
    'organization',
    'organisation',
    'firm',
    'компания',
    'организация',
    'фирма',
    'предприятие',
  ],
  domain: ['domain', 'website', 'site', 'web site', 'домен', 'сайт'],
  owner: ['owner', 'seller', 'manager', 'менеджер', 'ответственный', 'владелец'],
  externalId: ['id', 'external id', 'crm id', 'код', 'ид', 'номер'],
  interest: ['interest', 'interests', 'product', 'интерес', 'интересы', 'продукт'],
  industry: ['industry', 'branch', 'отрасль'],
  size: ['size', 'company size', 'employees', 'размер', 'размер компании'],
  stage: ['stage', 'life cycle', 'status', 'стадия', 'статус'],
  consentAt: ['consent at', 'consent date', 'opt in date', 'дата согласия'],
}

const byName = new Map(
  Object.entries(NAMES).flatMap(([target, names]) => names.map((name) => [name, target as Target])),
)

/** What a header says, for the eye of a machine: no case, no punctuation, ё as е. */
const plain = (header: string) =>
  header
    .normalize('NFC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** A header's target; columns nobody knows are null, and are named in the report. In Russian tables `Имя` beside `Фамилия` is a first name. */
export function mapHeaders(headers: string[]): (Target | null)[] {
  const plainHeaders = headers.map(plain)
  const parted = plainHeaders.some((header) => byName.get(header) === 'lastName')
  const seen = new Set<Target>()
  return plainHeaders.map((header) => {
    const known = byName.get(header) ?? null
    const target = known === 'name' && parted ? 'firstName' : known
    if (target === null || seen.has(target)) return null
    seen.add(target)
    return target
  })
}
