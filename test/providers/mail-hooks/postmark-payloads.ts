/** What Postmark posts, in the shapes of its documents, with data of our own. `key`: what stands in our Message-ID before the @. */

/** Postmark's own name of a mail, another for each. */
const uuid = (key: string) => key.padStart(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

const common = (key: string | null) => ({
  MessageID: uuid(key ?? ''),
  ServerID: 23,
  MessageStream: 'broadcasts',
  Tag: '',
  Metadata: key === null ? {} : { kindling: key },
})

/** https://postmarkapp.com/developer/webhooks/bounce-webhook; types: https://postmarkapp.com/developer/api/bounce-api#bounce-types */
export const postmarkBounce = (
  key: string | null,
  { id = 2 ** 62, email = 'reader@client.example', type = 'HardBounce', details = '' } = {},
) => ({
  RecordType: 'Bounce',
  ...common(key),
  ID: id,
  Type: type,
  TypeCode: 1,
  Name: 'A kind of bounce',
  Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
  Details: details,
  Email: email,
  From: 'news@works.example',
  BouncedAt: '2026-03-02T09:00:07.1234567Z',
  DumpAvailable: true,
  Inactive: true,
  CanActivate: true,
  Subject: 'Saws',
})

/** https://postmarkapp.com/developer/webhooks/spam-complaint-webhook */
export const postmarkComplaint = (key: string | null, { id = 42, email = 'reader@client.example' } = {}) => ({
  ...postmarkBounce(key, { id, email, type: 'SpamComplaint' }),
  RecordType: 'SpamComplaint',
  TypeCode: 512,
  Name: 'Spam complaint',
  Description: 'The subscriber explicitly marked this message as spam.',
})

/** https://postmarkapp.com/developer/webhooks/delivery-webhook */
export const postmarkDelivery = (key: string | null, { email = 'reader@client.example' } = {}) => ({
  RecordType: 'Delivery',
  ...common(key),
  Recipient: email,
  DeliveredAt: '2026-03-02T09:00:07Z',
  Details: '250 2.0.0 accepted',
})

/** https://postmarkapp.com/developer/webhooks/subscription-change-webhook */
export const postmarkChange = (
  key: string | null,
  { email = 'reader@client.example', suppress = true, reason = 'ManualSuppression' } = {},
) => ({
  RecordType: 'SubscriptionChange',
  ...common(key),
  Recipient: email,
  Origin: 'Recipient',
  SuppressSending: suppress,
  SuppressionReason: suppress ? reason : null,
  ChangedAt: '2026-03-02T09:10:30Z',
})

/** https://postmarkapp.com/developer/webhooks/open-tracking-webhook */
export const postmarkOpen = (key: string | null) => ({
  RecordType: 'Open',
  ...common(key),
  FirstOpen: true,
  Recipient: 'reader@client.example',
  ReceivedAt: '2026-03-02T09:20:30Z',
  UserAgent: 'Mozilla/5.0',
})
