import { createVerify, X509Certificate } from 'node:crypto'
import { z } from 'zod'

// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
const envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().max(400),
  Message: z.string().max(500_000),
  Timestamp: z.string().max(100),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(4000),
  SigningCertURL: z.string().max(1000),
  Subject: z.string().max(1000).nullish(),
  Token: z.string().max(4000).optional(),
  SubscribeURL: z.string().max(4000).optional(),
})

/** What SNS hands over; proved once `provedSns` gave it out. */
export type SnsMessage = z.output<typeof envelope>

/** The only outside call there is: certificates and the confirmation of a subscription. */
export type FetchText = (url: string) => Promise<string>

/** Amazon's own hosts of SNS, and nothing that merely looks like them. */
const HOST = /^sns\.[a-z]{2}(?:-[a-z]+){1,3}-\d\.amazonaws\.com(?:\.cn)?$/

/** Whether an address leads to SNS itself: https, its host, no port, no user. */
export function isAmazon(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, port, username, password } = new URL(text)
  return protocol === 'https:' && HOST.test(hostname) && port === '' && username === '' && password === ''
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
function stringToSign(message: SnsMessage): string {
  const { Type, Message, MessageId, Subject, SubscribeURL, Timestamp, Token, TopicArn } = message
  const fields: [string, string | null | undefined][] =
    Type === 'Notification'
      ? [
          ['Message', Message],
          ['MessageId', MessageId],
          ['Subject', Subject],
          ['Timestamp', Timestamp],
          ['TopicArn', TopicArn],
          ['Type', Type],
        ]
      : [
          ['Message', Message],
          ['MessageId', MessageId],
          ['SubscribeURL', SubscribeURL],
          ['Timestamp', Timestamp],
          ['Token', Token],
          ['TopicArn', TopicArn],
          ['Type', Type],
        ]
  return fields
    .flatMap(([name, value]) => (value === undefined || value === null ? [] : [`${name}\n${value}\n`]))
    .join('')
}

/** Certificates that were fetched, by address; Amazon changes them about once a year, under a new address. */
const MOST_CERTIFICATES = 20

/** What proves messages of SNS. One for the life of a process, because it keeps certificates. */
export interface SnsProof {
  /**
   * The message, or null: of another shape, of a topic that is not ours, or not signed by Amazon.
   * @param machineNow epoch ms of machine time: certificates have an end
   * @throws what `fetchText` throws where Amazon does not answer; the message may come again
   */
  proved(given: unknown, machineNow: number): Promise<SnsMessage | null>
}

/** @param topics ARNs that we listen to; signatures of others prove only that somebody has an account with Amazon */
export function snsProof(topics: readonly string[], fetchText: FetchText): SnsProof {
  const certificates = new Map<string, string>()
  const certificate = async (url: string): Promise<string> => {
    const known = certificates.get(url)
    if (known !== undefined) return known
    const text = await fetchText(url)
    if (certificates.size >= MOST_CERTIFICATES) certificates.clear()
    certificates.set(url, text)
    return text
  }
  return {
    async proved(given, machineNow) {
      const parsed = envelope.safeParse(given)
      if (!parsed.success) return null
      const message = parsed.data
      if (!topics.includes(message.TopicArn)) return null
      if (!isAmazon(message.SigningCertURL) || !new URL(message.SigningCertURL).pathname.endsWith('.pem'))
        return null
      const pem = await certificate(message.SigningCertURL)
      return signedWith(pem, message, machineNow) ? message : null
    },
  }
}

function signedWith(pem: string, message: SnsMessage, machineNow: number): boolean {
  try {
    const { publicKey, validFrom, validTo } = new X509Certificate(pem)
    if (machineNow < Date.parse(validFrom) || machineNow > Date.parse(validTo)) return false
    const algorithm = message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1'
    return createVerify(algorithm)
      .update(stringToSign(message))
      .verify(publicKey, message.Signature, 'base64')
  } catch {
    return false
  }
}
