import { createHash, timingSafeEqual } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../core/errors.ts'
import type { ProviderReport } from '../../core/mail/incoming/event.ts'
import { eventOfMail, eventOfReport } from '../../mail/incoming-event.ts'
import { readIncoming } from '../../mail/read-incoming.ts'
import { mailgunMessage } from '../../providers/mailgun/inbound.ts'
import { mailgunReport } from '../../providers/mailgun/report.ts'
import { postmarkMessage } from '../../providers/postmark/inbound.ts'
import { postmarkReport } from '../../providers/postmark/report.ts'
import { fetchText as fromAmazon } from '../../providers/ses/fetch-text.ts'
import { sesMessage } from '../../providers/ses/inbound.ts'
import { sesReport } from '../../providers/ses/report.ts'
import { type FetchText, isAmazon, snsProof } from '../../providers/ses/sns.ts'
import { noteOrigin } from '../../store/incoming/note-origin.ts'
import { takeIncoming, type Taken } from '../../store/incoming/take-incoming.ts'
import { foulPath, textOf } from '../body.ts'
import type { ApiDeps } from '../deps.ts'

/** What proves who calls; what is empty is not listened to. */
export interface MailHooks {
  /** `user:password` */
  postmark: string | null
  mailgun: readonly string[]
  ses: readonly string[]
  /** Who fetches Amazon's certificates; absent: the network. */
  fetchText?: FetchText
}

/** What a message that a provider hands over whole may have, in bytes; larger ones are for a mailbox. */
const MESSAGE_LIMIT = 8_000_000

/** Machine time: ages of signatures and ends of certificates. */
const machineNow = (): number => performance.timeOrigin + performance.now()

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** @throws AppError bad_input, foul_text */
function bodyOf(request: FastifyRequest): unknown {
  const raw = Buffer.isBuffer(request.body) ? textOf(request.body) : ''
  let body: unknown
  try {
    body = JSON.parse(raw)
  } catch {
    throw new AppError('bad_input', '')
  }
  return body
}

/** @throws AppError bad_signature */
function mustKnow(request: FastifyRequest, login: string): void {
  const given = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const text = Buffer.from(given, 'base64').toString('utf8')
  if (!timingSafeEqual(digest(text), digest(login))) throw new AppError('bad_signature')
}

/**
 * `POST /hooks/mail/{postmark|mailgun|ses}`: what the provider that sends our mail says of it. A webhook that is not theirs is a 401;
 * one that came before, or is about no mail of ours, is a 200 without effect, so that it does not come again.
 */
export const mailHooksRoutes =
  ({ store, secret, mailHooks }: ApiDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    if (!mailHooks) return
    // Signatures are over bytes and texts as they came; SNS calls its JSON plain text.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => body,
    )
    const take = (source: string, report: ProviderReport): Promise<Taken> => {
      if (foulPath(report)) throw new AppError('foul_text', '')
      return takeIncoming(store, eventOfReport(report, secret), { source, id: report.id })
    }
    // The message itself proves what it says, as if it lay in our mailbox.
    const takeMessage = async (raw: Buffer): Promise<Taken> => {
      const read = await readIncoming(Readable.from([raw]), secret)
      return takeIncoming(store, eventOfMail(read), { source: 'mail', id: read.digest })
    }
    const schema = (summary: string) => ({ schema: { tags: ['mail'], summary } as const })
    const { postmark, mailgun, ses, fetchText = fromAmazon } = mailHooks

    if (postmark !== null) {
      // Before a body of some size is taken in.
      const onRequest = async (request: FastifyRequest) => mustKnow(request, postmark)
      app.post(
        '/hooks/mail/postmark',
        {
          ...schema('What Postmark says of our mail, or received for us'),
          onRequest,
          bodyLimit: MESSAGE_LIMIT,
        },
        async (request) => {
          const body = bodyOf(request)
          const raw = postmarkMessage(body)
          if (raw) return { result: await takeMessage(raw) }
          const report = postmarkReport(body)
          if (!report) throw new AppError('bad_input', '')
          return { result: await take('postmark', report) }
        },
      )
    }

    if (mailgun.length > 0) {
      app.post(
        '/hooks/mail/mailgun/mime',
        { ...schema('A message that Mailgun received for us'), bodyLimit: MESSAGE_LIMIT },
        async ({ body, headers }) => {
          const form = new Uint8Array(Buffer.isBuffer(body) ? body : [])
          const proof = { keys: mailgun, machineNow: machineNow() }
          const found = await mailgunMessage(form, headers['content-type'] ?? '', proof)
          if (!found) throw new AppError('bad_signature')
          const result = await takeMessage(found.raw)
          // Whoever saw it must not use it for a webhook, where the signature is all the proof there is.
          await noteOrigin(store, { source: 'mailgun', id: found.token }, 'other')
          return { result }
        },
      )
      app.post('/hooks/mail/mailgun', schema('What Mailgun says of our mail'), async (request) => {
        const report = mailgunReport(bodyOf(request), mailgun, machineNow())
        if (!report) throw new AppError('bad_signature')
        return { result: await take('mailgun', report) }
      })
    }

    if (ses.length === 0) return
    const proof = snsProof(ses, fetchText)
    const asked = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work
      } catch {
        throw new AppError('unavailable')
      }
    }
    app.post('/hooks/mail/ses', schema('What Amazon SES says of our mail, by SNS'), async (request) => {
      const body = bodyOf(request)
      const message = await asked(proof.proved(body, machineNow()))
      if (!message) throw new AppError('bad_signature')
      if (message.Type === 'SubscriptionConfirmation') {
        if (!isAmazon(message.SubscribeURL ?? '')) throw new AppError('bad_signature')
        await asked(fetchText(message.SubscribeURL ?? ''))
        return { result: 'subscribed' }
      }
      if (message.Type !== 'Notification') return { result: 'counted' }
      const raw = sesMessage(message.Message)
      if (raw) return { result: await takeMessage(raw) }
      const report = sesReport(message.Message, message.MessageId)
      return { result: report ? await take('ses', report) : 'counted' }
    })
  }
