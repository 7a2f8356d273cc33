import type { Strike } from '../core/mail/strikes.ts'
import { lengthOf } from '../core/time/duration.ts'
import { addressHash } from './address-hash.ts'
import { asOf, instant } from './database.ts'
import type { Moment } from './moment.ts'

/**
 * What a refusal came to. `news`: of this mail nothing was known · `worse`: it was known to have come back, and now that nobody is there ·
 * `known`: nothing new. `times`: how often within the time that counts; `out`: that ends the address.
 */
export interface Struck {
  is: 'news' | 'worse' | 'known'
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
  const row = { address_hash: hash, message_key: messageKey, kind, at: instant(m.now) }
  const before = await m.tx
    .selectFrom('mail_strikes')
    .select('kind')
    .where('address_hash', '=', hash)
    .where('message_key', '=', messageKey)
    .executeTakeFirst()
  const is = !before ? 'news' : kind === 'gone' && before.kind !== 'gone' ? 'worse' : 'known'
  if (is !== 'known')
    await m.tx
      .insertInto('mail_strikes')
      .values(row)
      .onConflict((conflict) => conflict.columns(['address_hash', 'message_key']).doUpdateSet(row))
      .execute()
  const { times } = await m.tx
    .selectFrom('mail_strikes')
    .select((e) => e.fn.countAll<number>().as('times'))
    .where('address_hash', '=', hash)
    .where('kind', '=', kind)
    .where('at', '>', asOf(m.now - lengthOf(needs.within)))
    .executeTakeFirstOrThrow()
  return { is, times, out: times >= needs.count }
}
