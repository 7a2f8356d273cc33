import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

// https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
export const signature = z.object({
  // Digits and nothing else: it is signed in one piece with the token, and where the one ends must be told in one way only.
  timestamp: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,12}$/)),
  token: z.string().min(1).max(200),
  signature: z.string().max(200),
  'parent-signature': z.string().max(200).optional(),
})

/** How old a signature may be, in ms of machine time: Mailgun tries for eight hours to hand a webhook over. */
const OLDEST_MS = 12 * 3_600_000
const AHEAD_MS = 5 * 60_000

const equal = (ours: Buffer, theirs: string): boolean => {
  const given = Buffer.from(theirs)
  return given.length === ours.length && timingSafeEqual(ours, given)
}

/**
 * Whether Mailgun signed this time and token, lately. It signs nothing else: a token may be taken once only.
 * @param keys webhook signing keys, any of which may have signed
 * @param machineNow epoch ms of machine time
 */
export function isSigned(
  signed: z.output<typeof signature>,
  keys: readonly string[],
  machineNow: number,
): boolean {
  const expected = keys.map((key) =>
    Buffer.from(
      createHmac('sha256', key)
        .update(signed.timestamp + signed.token)
        .digest('hex'),
    ),
  )
  const offered = [signed.signature, signed['parent-signature'] ?? '']
  const age = machineNow - Number(signed.timestamp) * 1000
  return (
    age < OLDEST_MS && age > -AHEAD_MS && expected.some((one) => offered.some((other) => equal(one, other)))
  )
}
