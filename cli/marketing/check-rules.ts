import type { Condition } from '../../core/language/conditions.ts'
import { type Fault, unknownName } from '../../core/plan/faults/fault.ts'
import { fieldsOf, notForRules } from '../../core/sales/route-rule.ts'
import type { Marketing } from '../../store/releases.ts'

const LEAD = ['name', 'title', 'role', 'lang', 'country', 'region', 'city', 'category', 'owner', 'postcode']
const ACCOUNT = ['name', 'domain', 'country', 'owner', 'dealer']

/** Faults of a route's rules: fields that nothing has, conditions that a rule cannot ask, rules that are never reached. */
export function ruleFaults({ routing, fields, things }: Marketing): Fault[] {
  const paths = [
    ...[...LEAD, ...fields.lead].map((name) => `lead.${name}`),
    ...[...ACCOUNT, ...fields.account].map((name) => `account.${name}`),
    ...Object.entries(things).flatMap(([kind, names]) => names.map((name) => `${kind}.${name}`)),
  ]
  return Object.entries(routing).flatMap(([route, { rules = [], about }]) => {
    const last = rules.findIndex((rule) => rule.if === undefined)
    return [
      ...[about?.line, about?.value].flatMap((path) =>
        path === undefined
          ? []
          : unknownName(`marketing/routing.ts › ${route} › about`, 'field', path, paths),
      ),
      ...rules.flatMap((rule, n) => {
        const at = `marketing/routing.ts › ${route} › rules › ${rule.name}`
        const twice = rules.findIndex(({ name }) => name === rule.name) < n
        return [
          ...(twice ? [{ path: at, message: `two rules are called '${rule.name}'` }] : []),
          ...(last >= 0 && n > last
            ? [{ path: at, message: 'is never reached: the rule before it takes all' }]
            : []),
          ...(rule.if ? conditionFaults(at, rule.if, paths) : []),
        ]
      }),
    ]
  })
}

function conditionFaults(at: string, condition: Condition, paths: readonly string[]): Fault[] {
  return [
    ...notForRules(condition).map((kind) => ({
      path: at,
      message: `a rule cannot ask for '${kind}'`,
      hint: 'ask for fields, heat or fit; let a sequence set a field for the rest',
    })),
    ...fieldsOf(condition).flatMap((path) => unknownName(at, 'field', path, paths)),
  ]
}
