import type { Subject } from '../alarms.ts'
import { rescore } from '../facts/score.ts'
import { callAgain } from '../handoffs/call-again.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import { judgeMail } from '../visits/judge.ts'
import { armSubject } from './arm.ts'
import { type CompanyOf, ringCompany } from './company-triggers.ts'
import { ringDate } from './date-triggers.ts'
import { enrol, type EntryFact, planNamed } from './enrol.ts'
import { ringBecoming } from './triggers.ts'

/** An alarm that is due. */
export interface DueAlarm {
  what: string
  at: number
  data: Record<string, unknown>
}

/** Whose alarm it is; `lead`: the lead of a `lead:` subject, locked. */
export interface Whose {
  subject: Subject
  lead: LockedLead | null
}

/** Does what an alarm is there for. What it names and marketing no longer has does nothing. */
export async function ring(m: Moment, whose: Whose, alarm: DueAlarm): Promise<void> {
  const [kind, sequence = ''] = alarm.what.split(':')
  switch (kind) {
    case 'cool':
      return whose.lead ? rescore(m, whose.lead) : undefined
    case 'trigger':
      return ringTrigger(m, whose, alarm)
    case 'date':
      return ringDate(m, { ...alarm, subject: whose.subject, date: String(alarm.data['date']) }, whose.lead)
    case 'arm':
      return armSubject(m, whose, alarm)
    case 'call':
      return whose.lead ? callAgain(m, whose.lead, alarm.data) : undefined
    case 'click':
      return whose.lead ? judgeMail(m, whose.lead.id, String(alarm.data['message'])) : undefined
    case 'enrol':
      return whose.lead ? enter(m, whose.lead, sequence, alarm) : undefined
    default:
      throw new Error(`no alarm is called ${kind}`)
  }
}

async function ringTrigger(m: Moment, { subject, lead }: Whose, { what, at, data }: DueAlarm): Promise<void> {
  const was = data['was']
  if (!Array.isArray(was)) return lead ? ringBecoming(m, lead, { what, at, was: was === true }) : undefined
  const company: CompanyOf = lead
    ? { accountId: null, lead }
    : { accountId: subject.slice('account:'.length) }
  await ringCompany(m, company, { what, at, was: was as string[] })
}

async function enter(m: Moment, lead: LockedLead, sequence: string, { data, at }: DueAlarm): Promise<void> {
  const fact: EntryFact = {
    id: (data['fact'] as number | undefined) ?? null,
    at: (data['at'] as number | undefined) ?? at,
    props: (data['props'] ?? {}) as Record<string, unknown>,
    things: (data['things'] ?? []) as string[],
  }
  await enrol(m, planNamed(m, sequence), lead, { fact, date: (data['date'] as string | undefined) ?? null })
}
