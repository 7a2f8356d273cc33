import type { Db } from '../../store/database.ts'
import type { Cast } from './cast.ts'
import { type Told, textOf } from './told.ts'

const MINUTE = 60_000

/** What a store says of a story: the decisions of journeys, what became of their mail, what was joined, audiences. */
export async function readTold(db: Db, { ids }: Cast): Promise<Told[]> {
  const nameOf = (id: unknown) => Object.keys(ids).find((name) => ids[name] === id) ?? String(id)
  const leads = Object.values(ids)
  const decisions = await db
    .selectFrom('journal')
    .leftJoin('journeys', 'journeys.id', 'journal.journey_id')
    .select(['journal.at', 'journal.lead_id', 'journal.kind', 'journal.data', 'journeys.sequence'])
    .where('journal.lead_id', 'in', leads)
    .where('journal.kind', 'in', ['decision', 'task'])
    .orderBy('journal.at')
    .orderBy('journal.id')
    .execute()
  const lines = decisions.flatMap(({ at, lead_id, kind, data, sequence }) => {
    const text = kind === 'task' ? joinedText(data) : textOf(String(data.what), endedBy(data), nameOf)
    if (text === null) return []
    return [{ at, who: nameOf(lead_id), sequence: String(data.sequence ?? sequence), text }]
  })
  return [...lines, ...(await mails(db, leads, nameOf)), ...(await audiences(db, leads, nameOf))]
}

const joinedText = ({ what, name }: Record<string, unknown>): string | null =>
  what === 'joined' ? `joined ${name}` : null

const endedBy = (data: Record<string, unknown>): Record<string, unknown> =>
  data.what === 'ended' ? { reason: data.reason ?? data.by } : data

// Mail that left when it was sent is no line of its own.
async function mails(db: Db, leads: string[], nameOf: (id: unknown) => string): Promise<Told[]> {
  const rows = await db
    .selectFrom('messages')
    .innerJoin('journeys', 'journeys.id', 'messages.journey_id')
    .select(['messages.lead_id', 'messages.template', 'messages.status', 'messages.reason'])
    .select(['messages.queued_at', 'messages.left_at', 'journeys.sequence'])
    .where('messages.lead_id', 'in', leads)
    .where('messages.source', '=', 'journey')
    .execute()
  return rows.flatMap(({ lead_id, template, status, reason, queued_at, left_at, sequence }) => {
    const text = status === 'sent' ? `left ${template}` : `cancelled ${template}: ${reason ?? status}`
    if (status === 'sent' && left_at !== null && left_at - queued_at < MINUTE) return []
    return [{ at: left_at ?? queued_at, who: nameOf(lead_id), sequence, text }]
  })
}

async function audiences(db: Db, leads: string[], nameOf: (id: unknown) => string): Promise<Told[]> {
  const facts = await db
    .selectFrom('facts')
    .select(['at', 'type', 'lead_id', 'props'])
    .where('lead_id', 'in', leads)
    .where('type', 'in', ['audience.joined', 'audience.left'])
    .execute()
  const journeys = await db.selectFrom('journeys').select(['id', 'sequence']).execute()
  return facts.map(({ at, type, lead_id, props }) => ({
    at,
    who: nameOf(lead_id),
    sequence: journeys.find((one) => one.id === props.journey)?.sequence ?? '',
    text: `${type === 'audience.joined' ? 'into' : 'out of'} ${props.audience}`,
  }))
}
