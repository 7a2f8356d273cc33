import { sql } from 'kysely'
import { withoutVoided, withVoids } from '../../core/mail/clicks.ts'
import type { Form, Release } from '../../core/release/release.ts'
import { inLang } from '../../core/release/in-lang.ts'
import { endingText } from '../../core/sales/ending-words.ts'
import { heat } from '../../core/score/heat.ts'
import type { Db, Tx } from '../database.ts'
import { subjectsIn } from '../mail-subjects.ts'
import type { Moment } from '../moment.ts'
import type { Held } from './lock.ts'
import { kindText, type StoryWords } from './story-words.ts'
import { brief, FACT_WORDS, type Lang } from './words.ts'

const LINES = 8
const ANSWERS = 6
const ANSWER_LENGTH = 500
/** What the lead wrote in a form reaches the seller, without what is contact data. */
const HIDDEN = new Set(['form', 'email', 'phone', 'name', 'enquiry', 'file', 'files', 'consents', 'website'])

/** What a seller reads before he says yes: who, how warm, what happened. No address and no phone number. */
export interface LeadStory {
  name: string
  company: string
  title: string
  town: string
  heat: number
  grade: string
  /** `enquiry E1`, or empty. */
  thing: string
  /** For dealers, before the contacts open: what is public of the lead, as `name: value`. */
  about: string[]
  /** What of this are names and codes, in the reader's language. */
  words: StoryWords
  /** Newest first. */
  lines: { at: string; text: string }[]
  /** What the lead wrote in the newest form, as `field: text`. */
  asked: string[]
}

/** What a story is told of: the company, and what happened last, newest first. */
export interface Trail {
  company: { name: string | null; domain: string | null } | undefined
  facts: { type: string; at: number; props: Record<string, unknown>; things: string[] }[]
  /** Subjects of the mails in it by template, in each language. */
  subjects: Record<Lang, ReadonlyMap<string, string>>
}

/** Reads what the lead's story is told of: nothing, of one that was erased. */
export async function readTrail(
  { tx, release }: { tx: Tx | Db; release: Release },
  { lead }: { lead: Pick<Held['lead'], 'id' | 'account_id' | 'erased_at'> },
): Promise<Trail> {
  if (lead.erased_at !== null)
    return { company: undefined, facts: [], subjects: { en: new Map(), ru: new Map() } }
  const company = lead.account_id
    ? await tx
        .selectFrom('accounts')
        .select(['name', 'domain'])
        .where('id', '=', lead.account_id)
        .executeTakeFirst()
    : undefined
  const types = Object.keys(FACT_WORDS)
  const found = await tx
    .selectFrom('facts')
    .select(['id', 'type', 'at', 'props', 'things'])
    .where('lead_id', '=', lead.id)
    .where('type', 'in', withVoids(types))
    .where(sql<boolean>`coalesce(props ->> 'human', 'true') <> 'false'`)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(2 * LINES)
    .execute()
  const facts = withoutVoided(
    found.map((fact) => ({ ...fact, id: fact.id ?? 0 })),
    types,
  ).slice(0, LINES)
  const templates = facts.flatMap(({ props }) => (typeof props.template === 'string' ? [props.template] : []))
  const subjects = {
    en: await subjectsIn(tx, release, templates, 'en'),
    ru: await subjectsIn(tx, release, templates, 'ru'),
  }
  return { company, facts, subjects }
}

/** Whom a story is told of, and on which occasion: without a thing, of all that the lead did. */
interface Told {
  handoff: Pick<Held['handoff'], 'thing'>
  lead: Pick<Held['lead'], 'name' | 'title' | 'city' | 'country' | 'grade' | 'score' | 'fit'>
}

/** The lead's story in the seller's language and zone. */
export function leadStory(
  m: Pick<Moment, 'now' | 'release'>,
  { handoff, lead }: Told,
  { company, facts, subjects }: Trail,
  reader: { zone: string; lang: Lang; masked?: boolean },
): LeadStory {
  const forms = facts.filter((fact) => fact.type === 'form.submitted')
  const form =
    forms.find(({ things }) => handoff.thing !== null && things.includes(handoff.thing)) ?? forms[0]
  const [kind = '', ...id] = handoff.thing?.split(':') ?? []
  return {
    name: lead.name ?? '',
    company: company?.name ?? company?.domain ?? '',
    title: lead.title ?? '',
    town: [lead.city, lead.country].filter(Boolean).join(', '),
    heat: Math.round(heat(m.release.scoring, lead, m.now)),
    grade: lead.grade ?? '',
    thing: handoff.thing?.replace(':', ' ') ?? '',
    about: [],
    words: {
      title: lead.title ?? '',
      thing: [kind && kindText(m.release, kind, reader.lang), id.join(':')].filter(Boolean).join(' '),
      about: [],
    },
    lines: facts.map(({ type, at, props }) => ({
      at: brief(at, reader.zone, reader.lang),
      text:
        FACT_WORDS[type]?.[reader.lang]({
          ...props,
          ...calledIn(m, props, { lang: reader.lang, subjects }),
        }) ?? type,
    })),
    asked: form ? answersOf(m, form.props, reader) : [],
  }
}

const formOf = ({ release }: Pick<Moment, 'release'>, { form }: Record<string, unknown>): Form | undefined =>
  typeof form === 'string' && Object.hasOwn(release.forms, form) ? release.forms[form] : undefined

/** What people call what a fact names. */
function calledIn(
  m: Pick<Moment, 'release'>,
  props: Record<string, unknown>,
  { lang, subjects }: { lang: Lang } & Pick<Trail, 'subjects'>,
) {
  const form = formOf(m, props)
  const { routing } = m.release
  const route =
    typeof props.route === 'string' && Object.hasOwn(routing, props.route) ? routing[props.route] : undefined
  const { outcome, template } = props
  const subject = typeof template === 'string' ? subjects[lang].get(template) : undefined
  return {
    ...(form && { form: inLang(form.title, lang) }),
    ...(subject && { template: subject }),
    ...(typeof outcome === 'string' &&
      route && { outcome: endingText(route.dispositions, { outcome }, lang) }),
  }
}

/** What was written into a form, under the labels that the lead saw. */
function answersOf(
  m: Pick<Moment, 'release'>,
  props: Record<string, unknown>,
  { lang, masked = false }: { lang: Lang; masked?: boolean },
): string[] {
  const form = formOf(m, props)?.fields ?? []
  const fields = new Map(form.map((field) => [field.name, field]))
  const open = new Set(form.filter((field) => isOpen(m, field)).map((field) => field.name))
  return Object.entries(props)
    .filter(
      ([name, value]) =>
        !HIDDEN.has(name) && (!masked || open.has(name)) && typeof value === 'string' && value !== '',
    )
    .slice(0, ANSWERS)
    .map(([name, value]) => {
      const { label, options = [] } = fields.get(name) ?? {}
      const chosen = options.find((one) => one.value === value)
      const text = chosen ? inLang(chosen.label, lang) : String(value).slice(0, ANSWER_LENGTH)
      const question = label ? inLang(label, lang) : name
      return `${question}${question.endsWith('?') ? '' : ':'} ${text}`
    })
}

// Of a form's answers a dealer reads what the form itself asked as text, not what goes into the profile unless it is public.
const isOpen = ({ release }: Pick<Moment, 'release'>, { kind, to }: Form['fields'][number]): boolean =>
  kind !== 'email' &&
  kind !== 'tel' &&
  kind !== 'file' &&
  (to === undefined || (release.public ?? []).includes(to))
