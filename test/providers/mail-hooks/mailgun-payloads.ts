import { createHmac, randomBytes } from 'node:crypto'

/** What Mailgun posts, in the shapes of its documents, with data of our own. */

export const MAILGUN_KEY = 'the-webhook-signing-key-of-a-test'

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks. `at`: epoch ms of machine time */
export function mailgunSignature({
  key = MAILGUN_KEY,
  at = performance.timeOrigin + performance.now(),
  token = randomBytes(25).toString('hex'),
} = {}) {
  const timestamp = String(Math.floor(at / 1000))
  return {
    token,
    timestamp,
    signature: createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex'),
  }
}

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads, the part that all events share */
const common = (messageId: string, recipient: string) => ({
  account: { id: '1234567890303a4bd1f33898' },
  domain: { name: 'works.example' },
  id: 'CPgfbmQMTCKtHW6uIWtuVe',
  timestamp: 1772442007.123,
  'log-level': 'info',
  flags: { 'is-authenticated': true, 'is-routed': false, 'is-system-test': false, 'is-test-mode': false },
  message: {
    headers: {
      to: recipient,
      // Without its angle brackets, as Mailgun gives it.
      'message-id': messageId.replace(/^<|>$/g, ''),
      from: 'Works <news@works.example>',
      subject: 'Saws',
    },
    attachments: [],
    size: 867,
  },
  recipient,
  'recipient-domain': 'client.example',
  tags: [],
  'user-variables': {},
})

const envelope = (recipient: string, sender: string) => ({
  sending_ip: '192.0.2.10',
  'sending-ip': '192.0.2.10',
  sender,
  transport: 'smtp',
  targets: recipient,
})

interface Told {
  messageId: string
  recipient?: string
  sender?: string
}

/** …/webhook-payloads: Permanent Failure and Temporary Failure */
export const mailgunFailed = ({
  messageId,
  recipient = 'reader@client.example',
  sender = 'news@works.example',
  severity = 'permanent',
  reason = 'bounce',
  code = 550,
  enhanced = '5.1.1' as string | null,
  message = '5.1.1 The email account that you tried to reach does not exist.',
}: Told & {
  severity?: string
  reason?: string
  code?: number
  enhanced?: string | null
  message?: string
}) => ({
  ...common(messageId, recipient),
  event: 'failed',
  severity,
  reason,
  envelope: envelope(recipient, sender),
  'log-level': severity === 'permanent' ? 'error' : 'warn',
  'delivery-status': {
    'attempt-no': 1,
    code,
    ...(enhanced !== null && { 'enhanced-code': enhanced }),
    message,
    description: '',
    'mx-host': 'mx.client.example',
    'session-seconds': 0.43,
    tls: true,
    'certificate-verified': true,
    ...(severity === 'temporary' && { 'retry-seconds': 600 }),
  },
})

/** …/webhook-payloads: Delivered */
export const mailgunDelivered = ({
  messageId,
  recipient = 'reader@client.example',
  sender = 'news@works.example',
}: Told) => ({
  ...common(messageId, recipient),
  event: 'delivered',
  envelope: envelope(recipient, sender),
  'delivery-status': {
    'attempt-no': 1,
    code: 250,
    message: 'OK',
    description: '',
    'mx-host': 'mx.client.example',
  },
})

/** …/webhook-payloads: Spam Complaints, Unsubscribes, Opens */
export const mailgunSaid = (
  event: 'complained' | 'unsubscribed' | 'opened',
  { messageId, recipient = 'reader@client.example' }: Told,
) => ({
  ...common(messageId, recipient),
  event,
})
