import { messageIdOf } from '../../mail/compose.ts'
import { eventOfMail } from '../../mail/incoming-event.ts'
import { readIncoming } from '../../mail/read-incoming.ts'
import { signVerp } from '../../mail/verp.ts'
import { instant } from '../../store/database.ts'
import { takeIncoming, type Taken } from '../../store/incoming/take-incoming.ts'
import type { Marketing } from '../../store/releases.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'

/** A mail that left, and how the world may speak of it. */
export interface SentMail {
  lead: string
  email: string
  key: string
  messageId: string
  /** The envelope sender that names it, signed. */
  bounces: string
}

export interface SentWorld extends MailWorld {
  /** A mail that left for a lead, a new one where none is given. */
  sent(options?: { lead?: string; email?: string; template?: string; journeyId?: string }): Promise<SentMail>
  /** A message from outside, taken in as if it lay in our mailbox. */
  arrives(message: string | Buffer): Promise<Taken>
  facts(lead: string): Promise<{ type: string; props: Record<string, unknown> }[]>
  /** Topics that an address refuses; '' is all mail. */
  refuses(email: string): Promise<string[]>
  /** What the postmaster was told of a mail. */
  events(key: string): Promise<string[]>
}

let n = 0

export async function sentWorld(marketing: Partial<Marketing> = {}): Promise<SentWorld> {
  const world = await mailWorld(marketing)
  const { db } = world.store
  const { secret } = world.deps.config
  return {
    ...world,
    async sent({ lead, email = `reader${++n}@client.example`, template = 'offer', journeyId } = {}) {
      const id = lead ?? (await world.lead({ email }))
      const key = await world.queue({
        leadId: id,
        template,
        key: (++n).toString(16).padStart(32, '0'),
        ...(journeyId && { journeyId }),
      })
      // As the lane leaves it when its server has taken the mail.
      const messageId = messageIdOf(key, 'news@works.example')
      const now = instant(world.store.clock.read())
      await db
        .updateTable('messages')
        .set({ status: 'sent', message_id: messageId, sending_at: now, left_at: now, tries: 1 })
        .where('key', '=', key)
        .execute()
      return {
        lead: id,
        email,
        key,
        messageId,
        bounces: `${signVerp(secret, key)}@bounces.works.example`,
      }
    },
    async arrives(message) {
      const bytes = Buffer.from(message)
      const read = await readIncoming(
        (async function* () {
          yield bytes
        })(),
        secret,
      )
      return takeIncoming(world.store, eventOfMail(read), { source: 'mail', id: read.digest })
    },
    async facts(lead) {
      const rows = await db
        .selectFrom('facts')
        .select(['type', 'props'])
        .where('lead_id', '=', lead)
        .where('type', '<>', 'email.sent')
        .orderBy('id')
        .execute()
      return rows.map(({ type, props }) => ({ type, props }))
    },
    async refuses(email) {
      const rows = await db
        .selectFrom('suppressions')
        .select('topic')
        .where('address', '=', email)
        .orderBy('topic')
        .execute()
      return rows.map((row) => row.topic)
    },
    async events(key) {
      const rows = await db
        .selectFrom('mail_events')
        .select(['what', 'code'])
        .where('message_key', '=', key)
        .where('what', '<>', 'sent')
        .orderBy('id')
        .execute()
      return rows.map(({ what, code }) => (code === null ? what : `${what} ${code}`))
    },
  }
}
