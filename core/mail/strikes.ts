import type { IncomingRecipient } from './incoming/refusal.ts'
import { classifyReply, STRIKES, type JudgedReply, type Strikes } from './smtp-reply.ts'

/** What counts together, whether a server said it at once or a bounce said it days later. */
export type StrikeKind = keyof typeof STRIKES

/** One refusal that speaks against an address, and how many of its kind end it. */
export interface Strike {
  kind: StrikeKind
  needs: Strikes
}

const strike = (kind: StrikeKind): Strike => ({ kind, needs: STRIKES[kind] })

/** The strike in the reply of a server; null where it says nothing against the address. */
export function strikeOfReply(strikes: JudgedReply['strikes']): Strike | null {
  const kind = (Object.keys(STRIKES) as StrikeKind[]).find((one) => STRIKES[one].count === strikes?.count)
  return kind === undefined ? null : strike(kind)
}

/**
 * The strike in a bounce: nobody there ends an address at once, a disabled mailbox (5.2.1) by the second time, everything else that
 * is not our own doing (full, unreachable for days, no reason given) counts as soft. Null: our doing, or merely late.
 */
export function strikeOf({ class: is, status }: Pick<IncomingRecipient, 'class' | 'status'>): Strike | null {
  if (is === 'sender' || is === 'delayed') return null
  if (is !== 'hard') return strike('soft')
  const said = status === null ? null : classifyReply({ code: 550, text: `550 ${status}`, bodyOffered: true })
  return strike(said?.code === '5.2.1' ? 'disabled' : 'gone')
}
