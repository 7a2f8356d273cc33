import type { Plan } from '../plan.ts'
import { type Fault, type Known, unknownName } from './fault.ts'

// What every lead and company has, besides the fields of marketing.
const LEAD = [
  'name',
  'email',
  'phone',
  'title',
  'role',
  'lang',
  'zone',
  'country',
  'region',
  'city',
  'category',
  'owner',
]
const ACCOUNT = ['name', 'domain', 'country', 'owner']

const knownFields = ({ things, fields }: Known): Record<string, readonly string[]> => ({
  ...things,
  lead: [...LEAD, ...fields.lead],
  account: [...ACCOUNT, ...fields.account],
})

const holdsField = (known: Known, kind: string, name: string): boolean => {
  if (kind === 'lead') return LEAD.includes(name) || known.fields.lead.includes(name)
  if (kind === 'account') return ACCOUNT.includes(name) || known.fields.account.includes(name)
  return Object.hasOwn(known.things, kind) && (known.things[kind] ?? []).includes(name)
}

/** Faults of a field's path. Properties of the entering fact are free. `plan`: null where no journey asks. */
export function fieldFaults(path: string, field: string, plan: Plan | null, known: Known): Fault[] {
  const dot = field.indexOf('.')
  const [kind, name] = [field.slice(0, dot), field.slice(dot + 1)]
  if (kind === 'entry' && plan) return []
  if (!holdsField(known, kind, name)) {
    const names = Object.entries(knownFields(known)).flatMap(([one, all]) =>
      all.map((each) => `${one}.${each}`),
    )
    return unknownName(path, 'field', field, names)
  }
  if (!Object.hasOwn(known.things, kind) || plan?.enter?.per === kind) return []
  if (!plan) {
    return [
      {
        path,
        message: `'${field}' is never known here: it is asked of a lead, about no ${kind}`,
        hint: 'ask it in a sequence with per',
      },
    ]
  }
  return [
    {
      path,
      message: `'${field}' is never known here: the sequence is about no ${kind}`,
      hint: `enter with per: '${kind}', or use entry('${name}')`,
    },
  ]
}
