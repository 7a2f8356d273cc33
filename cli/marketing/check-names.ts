import { ruleFaults } from './check-rules.ts'
import { reasonNames } from '../../core/sales/ending-words.ts'
import { BY_ITSELF } from '../../core/sales/outcomes.ts'
import { builtinFacts } from '../../core/facts/builtin.ts'
import { type Fault, unknownName } from '../../core/plan/faults/fault.ts'
import { aligned } from '../../core/mail/aligned.ts'
import { signingDomain } from '../../mail/dkim/signing.ts'
import type { Marketing } from '../../store/releases.ts'
import { closedFaults } from './closed-faults.ts'
import { doubleOptInFaults } from './consent-faults.ts'
import { labelFaults } from './label-faults.ts'

/** Faults of what the files beside the sequences name: senders, topics, groups, hours, templates, sequences. */
export function nameFaults(marketing: Marketing, templates: readonly string[]): Fault[] {
  const {
    defaults,
    topics,
    senders,
    scoring,
    routing,
    forms,
    things,
    hours,
    facts,
    plans,
    compiledTemplates,
  } = marketing
  const types = [...Object.keys(facts), ...Object.keys(builtinFacts)]
  const ask = (
    file: string,
    at: string,
    what: string,
    name: string | undefined,
    names: readonly string[],
  ): Fault[] => (name === undefined ? [] : unknownName(`marketing/${file}.ts › ${at}`, what, name, names))
  return [
    ...Object.entries(senders).flatMap(([name, sender]) => {
      const from = signingDomain({ address: sender.address })
      if (aligned(signingDomain(sender), from)) return []
      const message = `a signature of ${sender.dkim?.domain} counts for nothing on mail from ${from}`
      return [{ path: `marketing/senders.ts › ${name} › dkim › domain`, message, hint: 'leave it out' }]
    }),
    ...ask('defaults', 'sender', 'sender', defaults.sender, Object.keys(senders)),
    ...Object.entries(topics).flatMap(([name, topic]) =>
      ask('topics', name, 'sender', topic.sender, Object.keys(senders)),
    ),
    ...scoring.rules.flatMap((rule, n) => [
      ...ask('scoring', `rules › ${n + 1}`, 'group', rule.group, Object.keys(scoring.groups)),
      ...ask('scoring', `rules › ${n + 1}`, 'fact', rule.fact, types),
    ]),
    ...Object.entries(routing).flatMap(([name, route]) => [
      ...ask('routing', `${name} › hours`, 'hours', route.hours, Object.keys(hours)),
      ...Object.entries(route.dispositions).flatMap(([outcome, said]) =>
        (said.toMarketer ?? []).flatMap((reason) =>
          ask(
            'routing',
            `${name} › dispositions › ${outcome} › toMarketer`,
            'reason',
            reason,
            reasonNames(said),
          ),
        ),
      ),
      ...Object.entries(route.recycle).flatMap(([outcome, sequence]) => [
        ...ask(
          'routing',
          `${name} › recycle › ${outcome}`,
          'sequence',
          sequence,
          plans.map((plan) => plan.sequence),
        ),
        ...(outcome === '*' || BY_ITSELF.includes(outcome)
          ? []
          : ask('routing', `${name} › recycle`, 'outcome', outcome, Object.keys(route.dispositions))),
      ]),
    ]),
    ...Object.entries(forms).flatMap(([name, form]) => [
      ...ask('forms', `${name} › makes`, 'thing', form.makes, Object.keys(things)),
      ...ask('forms', `${name} › answer`, 'template', form.answer?.template, templates),
      ...form.consents.flatMap((box) =>
        ask('forms', `${name} › consents`, 'topic', box.topic, Object.keys(topics)),
      ),
    ]),
    ...compiledTemplates.flatMap(({ name, lang, topic }) =>
      unknownName(`templates/${name}.${lang}.mjml`, 'topic', topic, Object.keys(topics)),
    ),
    ...compiledTemplates.flatMap((one) => variableFaults(one, marketing)),
    ...compiledTemplates.flatMap(maskedFaults),
    ...doubleOptInFaults(forms, new Map(compiledTemplates.map((one) => [one.name, one.kind]))),
    ...languageFaults(compiledTemplates, defaults.lang),
    ...ruleFaults(marketing),
    ...labelFaults(marketing),
    ...closedFaults(marketing),
  ]
}

type Template = Marketing['compiledTemplates'][number]

/**
 * A template that lacks the default language is a mail that some leads would not get; and in all its languages it is of
 * one kind and topic, because who may get it is decided by its name.
 */
function languageFaults(templates: readonly Template[], lang: string): Fault[] {
  return [...new Set(templates.map((one) => one.name))].flatMap((name) => {
    const all = templates.filter((one) => one.name === name)
    const [first, ...others] = all
    const odd = others.filter((one) => one.kind !== first?.kind || one.topic !== first?.topic)
    return [
      ...(all.some((one) => one.lang === lang)
        ? []
        : [
            {
              path: `templates/${name}`,
              message: `is missing in the default language: ${name}.${lang}.mjml`,
            },
          ]),
      ...odd.map((one) => ({
        path: `templates/${name}.${one.lang}.mjml`,
        message: `kind and topic must be those of ${name}.${first?.lang}.mjml`,
      })),
    ]
  })
}

const LEAD = ['name', 'firstName', 'title', 'role', 'lang', 'city', 'region', 'country', 'email', 'phone']
const ACCOUNT = ['name', 'domain', 'country']

/** Mails that go to people of dealers before the contacts open: they may say of the lead what `story` holds, and no more. */
const MASKED = ['sales/offer', 'sales/auction']

function maskedFaults({ name, lang, variables = [] }: Template & { variables?: string[] }): Fault[] {
  if (!MASKED.includes(name)) return []
  return variables
    .filter((path) => /^(?:lead|account|contacts)\b/.test(path))
    .map((path) => ({
      path: `templates/${name}.${lang}.mjml`,
      message: `${path} would tell a dealer who the lead is before the contacts open`,
      hint: 'story holds what may be told',
    }))
}

/** Variables that no lead, company or thing has. What a form or a hand-off adds by itself is known only to them. */
function variableFaults(
  { name, lang, variables = [] }: Template & { variables?: string[] },
  { fields, things }: Marketing,
): Fault[] {
  const known: Record<string, readonly string[]> = {
    ...Object.fromEntries(Object.entries(things).map(([kind, names]) => [kind, ['id', ...names]])),
    lead: [...LEAD, ...fields.lead],
    account: [...ACCOUNT, ...fields.account],
  }
  return variables.flatMap((path) => {
    const [kind = '', field] = path.split('.')
    const names = Object.hasOwn(known, kind) ? known[kind] : undefined
    if (!names || field === undefined) return []
    return unknownName(`templates/${name}.${lang}.mjml`, `variable of ${kind}`, field, names)
  })
}
