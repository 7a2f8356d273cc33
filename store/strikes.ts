import type { Strike } from '../core/mail/strikes.ts'
import { lengthOf } from '../core/time/duration.ts'
import { addressHash } from './address-hash.ts'
import { asOf, instant } from './database.ts'
import type { Moment } from './moment.ts'

/** What a refusal came to: whether it is news, how often it was within the time that counts, and whether that ends the address. */
export interface Struck {
  fresh: boolean
  times: number
  out: boolean
}

/**
 * Counts a refusal against an address, once a mail, whether its server said so at once or a bounce did later. The caller holds the
 * lock of the lead.
 */
export async function strike(
  m: Moment,
  { address, messageKey, kind, needs }: Strike & { address: string; messageKey: string },
): Promise<Struck> {
  const hash = addressHash(address)
  const made = await m.tx
    .insertInto('mail_strikes')
    .values({ address_hash: hash, message_key: messageKey, kind, at: instant(m.now) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_key')
    .executeTakeFirst()
  const { times } = await m.tx
    .selectFrom('mail_strikes')
    .select((e) => e.fn.countAll<number>().as('times'))
    .where('address_hash', '=', hash)
    .where('kind', '=', kind)
    .where('at', '>', asOf(m.now - lengthOf(needs.within)))
    .executeTakeFirstOrThrow()
  return { fresh: made !== undefined, times, out: times >= needs.count }
}
