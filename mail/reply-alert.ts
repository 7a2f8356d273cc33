import { replyWasTold, takeUntoldReplies, type UntoldReply } from '../store/handoffs/untold-replies.ts'
import type { LaneDeps } from './deps.ts'
import { sendAlert } from './send-alert.ts'

const words = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 4000) : '')

/** What people are told of an answer that belongs to nobody. */
export function replyWords({ props, name, company, email, phone }: UntoldReply): {
  subject: string
  text: string
} {
  const who = [name, company].filter(Boolean).join(', ')
  const text = [
    `An answer has come${who && ` from ${who}`}. Nobody owns this lead and nobody leads all sellers, so it comes to you.`,
    [phone && `Phone: ${phone}`, email && `Email: ${email}`].filter(Boolean).join('\n'),
    words(props.subject),
    words(props.text),
    'Our own mails about this wait for five working days, so that a person can speak first.',
  ]
  return {
    subject: `An answer for nobody${company ? `: ${company}` : ''}`,
    text: text.filter(Boolean).join('\n\n'),
  }
}

/**
 * Passes answers that no seller could be told of to the address for alerts. Twice, if a worker dies between sending and
 * noting it; what the server did not take is sent again five minutes later.
 * @returns how many were taken by the server
 */
export async function mailUntoldReplies(deps: LaneDeps, to: string): Promise<number> {
  const untold = await takeUntoldReplies(deps.store)
  if (!untold) return 0
  const { replies, release, now } = untold
  let sent = 0
  for (const reply of replies) {
    const alert = { id: `reply ${reply.fact}`, to, words: replyWords(reply), template: 'alert/reply' }
    if (!(await sendAlert(deps, { ...alert, release, now }))) continue
    await replyWasTold(deps.store, reply)
    sent += 1
  }
  return sent
}
