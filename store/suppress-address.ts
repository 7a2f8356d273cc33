import { rejoinAudiences } from './audiences.ts'
import { AppError } from '../core/errors.ts'
import type { Tx } from './database.ts'
import { unknownTopic } from './facts/check.ts'
import { findLead } from './identity.ts'
import { inMoment } from './moment.ts'
import type { Store } from './store.ts'
import { liftSuppression, suppress } from './suppressions.ts'
import { lockLead } from './transact.ts'
import { audit } from './audit.ts'

/** An address and what it takes no more: all mail, or one topic. `email` in its normal form. */
export interface SuppressedAddress {
  email: string
  topic: string | null
}

async function lockOwner(tx: Tx, email: string): Promise<string | null> {
  const id = await findLead(tx, { email })
  if (id) await lockLead(tx, id)
  return id
}

/**
 * Puts an address on the list at somebody's word; mail to it that has not begun to leave is ended at once.
 * @throws AppError topic_unknown
 */
export async function suppressAddress(
  store: Store,
  { email, topic }: SuppressedAddress,
  { reason, actor }: { reason: string; actor: string },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockOwner(tx, email),
    async (m, leadId) => {
      if (unknownTopic(m.release, topic)) throw new AppError('topic_unknown', '/topic')
      await suppress(m, { address: email, topic, reason }, leadId)
      await audit(m.tx, m.now, {
        actor,
        action: 'suppression.added',
        subject: leadId ?? 'nobody known',
        data: { topic, reason },
      })
    },
  )
}

/** Takes an address off the list. @returns whether it was on it */
export async function liftAddress(
  store: Store,
  { email, topic }: SuppressedAddress,
  { actor }: { actor: string },
): Promise<boolean> {
  return inMoment(
    store,
    (tx) => lockOwner(tx, email),
    async (m, leadId) => {
      const lifted = await liftSuppression(m, email, topic)
      if (lifted && leadId) await rejoinAudiences(m, leadId)
      if (lifted)
        await audit(m.tx, m.now, {
          actor,
          action: 'suppression.lifted',
          subject: leadId ?? 'nobody known',
          data: { topic },
        })
      return lifted
    },
  )
}
