import { AppError } from '../../core/errors.ts'
import type { Db } from '../database.ts'

/** A journey as people see it. Instants in epoch ms of business time. */
export interface JourneyInfo {
  id: string
  sequence: string
  lead: string
  thing: string | null
  status: 'running' | 'paused' | 'parked' | 'done'
  outcome: string | null
  reason: string | null
  step: string | null
  enteredAt: number
  endedAt: number | null
  nextAt: number | null
  parkCode: string | null
  plan: string
}

const UUID = /^[0-9a-f-]{36}$/

/** One journey. @throws AppError journey_unknown */
export async function readJourney(db: Db, id: string): Promise<JourneyInfo> {
  const [found] = UUID.test(id) ? await find(db, { id }) : []
  if (!found) throw new AppError('journey_unknown')
  return found
}

/** All journeys of a lead, the newest first. */
export async function journeysOf(db: Db, leadId: string): Promise<JourneyInfo[]> {
  return find(db, { lead_id: leadId })
}

async function find(db: Db, where: { id: string } | { lead_id: string }): Promise<JourneyInfo[]> {
  const [[column, value]] = Object.entries(where) as [['id' | 'lead_id', string]]
  const rows = await db
    .selectFrom('journeys')
    .selectAll()
    .where(column, '=', value)
    .orderBy('entered_at', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    sequence: row.sequence,
    lead: row.lead_id,
    thing: row.thing,
    status: row.status,
    outcome: row.outcome,
    reason: row.reason,
    step: row.status === 'done' ? null : row.position.at,
    enteredAt: row.entered_at,
    endedAt: row.ended_at,
    nextAt: row.wait_at,
    parkCode: row.park_code,
    plan: row.plan_hash,
  }))
}
