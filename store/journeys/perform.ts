import type { Effect } from '../../core/advance/effects.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { sql } from 'kysely'
import { joinAudience } from '../audiences.ts'
import { json } from '../database.ts'
import { recordFact } from '../facts/record.ts'
import { openHandoff } from '../handoffs/open.ts'
import { queueMessage } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { openTask } from '../tasks.ts'
import type { LockedLead } from '../transact.ts'
import { enrol, planNamed } from './enrol.ts'
import type { JourneyRow } from './run.ts'

/** Whose turn it is. */
interface Whose {
  plan: Plan
  lead: LockedLead
  journey: JourneyRow
}

/** Does one thing that the rules decided. Every effect has a stable key, so that none happens twice. */
export async function perform(m: Moment, whose: Whose, effect: Effect): Promise<void> {
  const { plan, lead, journey } = whose
  switch (effect.do) {
    case 'send':
      return send(m, whose, effect)
    case 'task':
      return task(m, whose, effect)
    case 'set':
      return set(m, whose, effect)
    case 'record':
      return record(m, whose, effect)
    case 'enrol':
      return enrolHere(m, whose, effect.sequence)
    case 'handOff':
      return handOff(m, whose, effect)
    case 'join':
      return joinAudience(m, {
        leadId: lead.id,
        journeyId: journey.id,
        audience: effect.audience,
        topic: plan.topic,
      })
    case 'leave':
      // However a journey ends, `endJourney` takes the lead out.
      return
    default:
      return effect satisfies never
  }
}

async function send(
  m: Moment,
  { plan, lead, journey }: Whose,
  effect: Extract<Effect, { do: 'send' }>,
): Promise<void> {
  await queueMessage(m, {
    key: effect.key,
    leadId: lead.id,
    sellerId: effect.to,
    journeyId: journey.id,
    source: 'journey',
    step: effect.step,
    visit: effect.visit,
    template: effect.template,
    from: effect.from,
    topic: plan.topic,
    hours: plan.hours ?? null,
    priority: plan.priority,
    expiresAt: effect.expiresAt,
  })
}

async function task(
  m: Moment,
  { lead, journey }: Whose,
  effect: Extract<Effect, { do: 'task' }>,
): Promise<void> {
  await openTask(m, {
    leadId: lead.id,
    accountId: lead.account_id,
    journeyId: journey.id,
    handoffId: null,
    step: effect.step,
    name: effect.step,
    sellerId: effect.to,
    dueAt: effect.dueAt,
    note: effect.note,
    per: effect.per,
  })
}

async function set(
  m: Moment,
  { lead, journey }: Whose,
  effect: Extract<Effect, { do: 'set' }>,
): Promise<void> {
  const dot = effect.field.indexOf('.')
  const [noun, name] = [effect.field.slice(0, dot), effect.field.slice(dot + 1)]
  const change = json({ [name]: effect.value })
  const was = { [effect.field]: noun === 'lead' ? lead.fields[name] : await accountField(m, lead, name) }
  if (noun === 'account' && lead.account_id) {
    await sql`update accounts set fields = fields || ${change}::jsonb where id = ${lead.account_id}`.execute(
      m.tx,
    )
  } else if (noun === 'lead') {
    await sql`update leads set fields = fields || ${change}::jsonb where id = ${lead.id}`.execute(m.tx)
    lead.fields = { ...lead.fields, [name]: effect.value }
  }
  await recordFact(m, {
    type: noun === 'account' ? 'account.changed' : 'lead.changed',
    leadId: lead.id,
    props: { fields: [name], sequence: journey.sequence },
    was,
  })
}

async function accountField(m: Moment, { account_id }: LockedLead, name: string): Promise<unknown> {
  if (!account_id) return undefined
  const row = await m.tx
    .selectFrom('accounts')
    .select('fields')
    .where('id', '=', account_id)
    .executeTakeFirstOrThrow()
  return row.fields[name]
}

// Circles end by themselves: while a journey acts, also in its last turn, its sequence refuses the lead as already in.
async function record(
  m: Moment,
  { lead, journey }: Whose,
  effect: Extract<Effect, { do: 'record' }>,
): Promise<void> {
  const key = `journey:${journey.id}:${effect.step}:${effect.visit}`
  const things = journey.thing ? [journey.thing] : []
  await recordFact(m, { type: effect.type, leadId: lead.id, things, props: effect.props, key })
}

async function enrolHere(m: Moment, { plan, lead }: Whose, sequence: string): Promise<void> {
  await enrol(m, planNamed(m, sequence), lead, { fact: null, props: { from: plan.sequence } })
}

async function handOff(
  m: Moment,
  { lead, journey }: Whose,
  effect: Extract<Effect, { do: 'handOff' }>,
): Promise<void> {
  await openHandoff(m, {
    leadId: lead.id,
    accountId: lead.account_id,
    thing: journey.thing,
    route: effect.route,
    journeyId: journey.id,
    step: effect.step,
    to: effect.to,
    firstContact: effect.firstContact,
  })
}
