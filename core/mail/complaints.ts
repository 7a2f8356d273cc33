/** How mail of one stream fared in the window: the mail of a topic from the senders of a domain. */
export interface Fared {
  /** Mails that mailbox providers took and did not send back. */
  delivered: number
  complained: number
}

/** `alert`: a person should look. `paused`: nothing more of it goes until somebody resumes it. */
export type ComplaintState = 'fine' | 'alert' | 'paused'

/** Days that a rate is counted over, the day of today included. */
export const COMPLAINT_DAYS = 7
/** Gmail asks for under 0.10 % and never 0.30 % (support.google.com/a/answer/14229414): we act before it does. */
export const ALERT_RATE = 0.0008
export const PAUSE_RATE = 0.0025
/** An alert ends a little below where it began, so that one mail more or less does not raise it again. */
const CALM_RATE = 0.0006
/** Fewer delivered mails pause nothing by themselves: the first complaint would. */
export const LEAST_DELIVERED = 100

/** Complaints for each delivered mail, from 0; without a delivered mail every complaint counts whole. */
export const complaintRate = ({ delivered, complained }: Fared): number =>
  complained === 0 ? 0 : complained / Math.max(delivered, 1)

/** What the figures of a window ask for, given how the stream stood before. */
export function judgeComplaints(fared: Fared, before: ComplaintState): ComplaintState {
  const rate = complaintRate(fared)
  if (rate >= PAUSE_RATE && fared.delivered >= LEAST_DELIVERED) return 'paused'
  const from = before === 'fine' ? ALERT_RATE : CALM_RATE
  return rate >= from ? 'alert' : 'fine'
}
