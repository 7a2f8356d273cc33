import type { Moment } from '../moment.ts'
import { type CompanyOf, judgeCompany } from './company-triggers.ts'
import { armDates } from './date-triggers.ts'
import type { DueAlarm, Whose } from './ring.ts'
import { becomings, judge } from './triggers.ts'

/**
 * Sets the alarms of a lead, company or thing for what a release has newly said. What is true already is no becoming
 * and enters nobody, but for the sequences in `data.enrol`, for which it was asked.
 */
export async function armSubject(m: Moment, { subject, lead }: Whose, { at, data }: DueAlarm): Promise<void> {
  const asked = (data['enrol'] ?? []) as string[]
  const { own, company } = becomings(m.release)
  if (lead) for (const one of own) await judge(m, lead, one, { at, was: !asked.includes(one.plan.sequence) })
  const of = companyOf({ subject, lead })
  if (of) {
    for (const one of company) {
      const was: string[] | 'as now' = asked.includes(one.plan.sequence) ? [] : 'as now'
      await judgeCompany(m, of, one, { before: { at, was }, own: of.accountId === null ? lead : null })
    }
  }
  await armDates(m, subject)
}

function companyOf({ subject, lead }: Whose): CompanyOf | null {
  if (lead) return lead.account_id === null ? { accountId: null, lead } : null
  return subject.startsWith('account:') ? { accountId: subject.slice('account:'.length) } : null
}
