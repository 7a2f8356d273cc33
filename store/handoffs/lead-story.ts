import { heat } from '../../core/score/heat.ts'
import type { Db, Tx } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { Held } from './lock.ts'
import { brief, FACT_WORDS, type Lang } from './words.ts'

const LINES = 8
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
  /** Newest first. */
  lines: { at: string; text: string }[]
  /** What the lead wrote in the newest form, as `field: text`. */
  asked: string[]
}

/** The lead's story in the seller's language and zone. */
export async function leadStory(
  m: Pick<Moment, 'now' | 'release'> & { tx: Tx | Db },
  { handoff, lead }: Held,
  reader: { zone: string; lang: Lang },
): Promise<LeadStory> {
  const company = lead.account_id
    ? await m.tx
        .selectFrom('accounts')
        .select(['name', 'domain'])
        .where('id', '=', lead.account_id)
        .executeTakeFirst()
    : undefined
  const facts = await m.tx
    .selectFrom('facts')
    .select(['type', 'at', 'props'])
    .where('lead_id', '=', lead.id)
    .where('type', 'in', Object.keys(FACT_WORDS))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(LINES)
    .execute()
  const form = facts.find((fact) => fact.type === 'form.submitted')
  return {
    name: lead.name ?? '',
    company: company?.name ?? company?.domain ?? '',
    title: lead.title ?? '',
    town: [lead.city, lead.country].filter(Boolean).join(', '),
    heat: Math.round(heat(m.release.scoring, lead, m.now)),
    grade: lead.grade ?? '',
    thing: handoff.thing?.replace(':', ' ') ?? '',
    lines: facts.map((fact) => ({
      at: brief(fact.at, reader.zone, reader.lang),
      text: FACT_WORDS[fact.type]?.[reader.lang](fact.props) ?? fact.type,
    })),
    asked: Object.entries(form?.props ?? {})
      .filter(([name, value]) => !HIDDEN.has(name) && typeof value === 'string' && value !== '')
      .slice(0, 6)
      .map(([name, value]) => `${name}: ${String(value).slice(0, 500)}`),
  }
}
