import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { compose } from '../../../mail/compose.ts'
import { mailgunReport } from '../../../providers/mailgun/report.ts'
import { isPostmark, postmarkMarks } from '../../../providers/postmark/marks.ts'
import { postmarkReport } from '../../../providers/postmark/report.ts'
import { sesReport } from '../../../providers/ses/report.ts'
import { isAmazon } from '../../../providers/ses/sns.ts'
import {
  MAILGUN_KEY,
  mailgunDelivered,
  mailgunFailed,
  mailgunSaid,
  mailgunSignature,
} from './mailgun-payloads.ts'
import {
  postmarkBounce,
  postmarkChange,
  postmarkComplaint,
  postmarkDelivery,
  postmarkOpen,
} from './postmark-payloads.ts'
import { sesBounce, sesComplaint, sesDelay, sesDelivery } from './ses-payloads.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const ID = `<${KEY}@works.example>`
const NOW = Date.parse('2026-03-02T09:00:10Z')
const brief = (report: { kind: string; recipients: { class: string; status: string | null }[] } | null) =>
  report && [report.kind, ...report.recipients.map((one) => `${one.class} ${one.status ?? '–'}`)].join(': ')

describe('Postmark', () => {
  test.each([
    ['HardBounce', 'smtp;550 5.1.1 no such user', 'bounce: hard 5.1.1'],
    ['HardBounce', '', 'bounce: hard –'],
    ['HardBounce', 'smtp;550 5.7.1 blocked by policy', 'bounce: sender 5.7.1'],
    ['SoftBounce', 'smtp;552 5.2.2 mailbox full', 'bounce: soft 5.2.2'],
    ['SoftBounce', 'smtp;554 5.7.1 listed as spam', 'bounce: sender 5.7.1'],
    ['Transient', '', 'delayed: delayed –'],
    ['DnsError', '', 'delayed: delayed –'],
    ['SpamNotification', '', 'bounce: sender –'],
    ['Blocked', '', 'bounce: sender –'],
    ['DMARCPolicy', '', 'bounce: sender –'],
    ['BadEmailAddress', '', 'bounce: hard –'],
    ['AutoResponder', '', 'auto-reply'],
    ['Unsubscribe', '', 'unsubscribed: unknown –'],
    ['ManuallyDeactivated', '', 'other'],
    ['SomethingNew', '', 'other'],
  ])('%s (%s) is %s', (type, details, expected) => {
    expect(brief(postmarkReport(postmarkBounce(KEY, { type, details })))).toBe(expected)
  })
  test('a complaint, a delivery, a choice of the reader, an open', () => {
    expect(brief(postmarkReport(postmarkComplaint(KEY)))).toBe('complaint: unknown –')
    expect(brief(postmarkReport(postmarkDelivery(KEY)))).toBe('delivered: unknown –')
    expect(brief(postmarkReport(postmarkChange(KEY)))).toBe('unsubscribed: unknown –')
    expect(brief(postmarkReport(postmarkChange(KEY, { reason: 'HardBounce' })))).toBe('other: unknown –')
    expect(brief(postmarkReport(postmarkChange(KEY, { suppress: false })))).toBe('other: unknown –')
    expect(brief(postmarkReport(postmarkOpen(KEY)))).toBe('other')
  })
  test('our mail is named by the metadata that we gave it', () => {
    expect(postmarkReport(postmarkBounce(KEY))).toMatchObject({
      mailId: KEY,
    })
    expect(postmarkReport(postmarkBounce(null))?.mailId).toBeNull()
    expect(postmarkReport({ ...postmarkBounce(null), Metadata: { kindling: { $ne: 1 } } })?.mailId).toBeNull()
  })
  test('mail that goes out by Postmark carries what its webhooks give back', async () => {
    expect(isPostmark('smtps://user:p@smtp-broadcasts.postmarkapp.com')).toBe(true)
    expect(isPostmark('smtps://user:p@postmarkapp.com.evil.example')).toBe(false)
    const bytes = await compose({
      messageId: ID,
      date: NOW,
      from: {
        name: 'Works',
        address: 'news@works.example',
        replyTo: { name: '', address: 'news@works.example' },
      },
      to: { name: null, address: 'reader@client.example' },
      words: { subject: 'Saws', html: '<p>Hi</p>', text: 'Hi' },
      lang: 'en',
      template: 'offer',
      topic: null,
      kind: 'service',
      unsubscribe: null,
      automatic: null,
      marks: postmarkMarks(KEY),
    })
    const { headers } = await PostalMime.parse(bytes)
    const metadata = headers.find((header) => header.key === 'x-pm-metadata-kindling')?.value
    expect(postmarkReport({ ...postmarkBounce(null), Metadata: { kindling: metadata } })?.mailId).toBe(KEY)
    expect(headers.find((header) => header.key === 'x-pm-keepid')?.value).toBe('true')
  })
  test('two bounces whose numbers JSON cannot tell apart are two', () => {
    const [one, other] = ['1', '2'].map((key) => postmarkReport(postmarkBounce(key.padStart(32, '0'))))
    expect(one?.id).not.toBe(other?.id)
  })
  test.each([null, [], 'x', {}, { RecordType: 1 }])('%j is nothing of theirs', (given) => {
    expect(postmarkReport(given)).toBeNull()
  })
})

describe('Mailgun', () => {
  const signed = (said: unknown, signature = mailgunSignature({ at: NOW })) => ({
    signature,
    'event-data': said,
  })
  const read = (said: unknown) => mailgunReport(signed(said), [MAILGUN_KEY], NOW)
  test.each([
    ['nobody there', mailgunFailed({ messageId: ID }), 'bounce: hard 5.1.1'],
    [
      'no enhanced code',
      mailgunFailed({ messageId: ID, enhanced: null, message: 'No such user here' }),
      'bounce: hard 550',
    ],
    [
      'full',
      mailgunFailed({ messageId: ID, code: 552, enhanced: '5.2.2', message: 'mailbox full' }),
      'bounce: soft 5.2.2',
    ],
    [
      'policy',
      mailgunFailed({ messageId: ID, enhanced: '5.7.1', message: 'blocked' }),
      'bounce: sender 5.7.1',
    ],
    [
      'their own list',
      mailgunFailed({
        messageId: ID,
        reason: 'suppress-bounce',
        code: 605,
        message: 'Not delivering to previously bounced address',
      }),
      'bounce: hard –',
    ],
    [
      'complained before',
      mailgunFailed({ messageId: ID, reason: 'suppress-complaint', code: 607, message: '' }),
      'bounce: unknown –',
    ],
    [
      'temporary',
      mailgunFailed({
        messageId: ID,
        severity: 'temporary',
        reason: 'generic',
        code: 421,
        enhanced: '4.7.0',
        message: 'try later',
      }),
      'delayed: delayed 4.7.0',
    ],
    ['delivered', mailgunDelivered({ messageId: ID }), 'delivered: unknown –'],
    ['complained', mailgunSaid('complained', { messageId: ID }), 'complaint: unknown –'],
    ['unsubscribed', mailgunSaid('unsubscribed', { messageId: ID }), 'unsubscribed: unknown –'],
    ['opened', mailgunSaid('opened', { messageId: ID }), 'other'],
  ])('%s', (_what, said, expected) => {
    expect(brief(read(said))).toBe(expected)
  })
  test('our mail is named by its Message-ID and by the envelope', () => {
    const sender = 'b-abcdefgh@bounces.works.example'
    expect(read(mailgunFailed({ messageId: ID, sender }))).toMatchObject({
      messageIds: [ID],
      tokens: ['b-abcdefgh'],
    })
  })
  test('a signature of another key, an old one, one ahead, a changed token: nothing', () => {
    const said = mailgunDelivered({ messageId: ID })
    const reads = (signature: ReturnType<typeof mailgunSignature>) =>
      mailgunReport(signed(said, signature), [MAILGUN_KEY], NOW)
    expect(reads(mailgunSignature({ at: NOW }))).not.toBeNull()
    expect(reads(mailgunSignature({ at: NOW, key: 'another' }))).toBeNull()
    expect(reads(mailgunSignature({ at: NOW - 13 * 3_600_000 }))).toBeNull()
    expect(reads(mailgunSignature({ at: NOW + 10 * 60_000 }))).toBeNull()
    expect(reads({ ...mailgunSignature({ at: NOW }), token: 'x' })).toBeNull()
    expect(mailgunReport({ 'event-data': said }, [MAILGUN_KEY], NOW)).toBeNull()
    expect(mailgunReport(signed(said), [], NOW)).toBeNull()
  })
  test('a signature of letters beyond ASCII is nothing, and breaks nothing', () => {
    const signature = { ...mailgunSignature({ at: NOW }), signature: 'ы'.repeat(64) }
    expect(
      mailgunReport(signed(mailgunDelivered({ messageId: ID }), signature), [MAILGUN_KEY], NOW),
    ).toBeNull()
  })
  test('the border between time and token cannot be moved to make another token of it', () => {
    // Only both together are signed, and `…e0` is the same number.
    const { timestamp, signature } = mailgunSignature({ at: NOW, token: 'e0abc' })
    const moved = { timestamp: `${timestamp}e0`, token: 'abc', signature }
    expect(mailgunReport(signed(mailgunDelivered({ messageId: ID }), moved), [MAILGUN_KEY], NOW)).toBeNull()
  })
  test('while one key takes over from another both count, and the parent of a subaccount too', () => {
    const said = mailgunDelivered({ messageId: ID })
    expect(mailgunReport(signed(said), ['the next key', MAILGUN_KEY], NOW)).not.toBeNull()
    const own = mailgunSignature({ at: NOW, key: 'of the subaccount', token: 't' })
    const parent = mailgunSignature({ at: NOW, token: 't' }).signature
    const both = { ...own, 'parent-signature': parent }
    expect(mailgunReport({ signature: both, 'event-data': said }, [MAILGUN_KEY], NOW)).not.toBeNull()
  })
})

describe('SES', () => {
  const about = { messageId: ID }
  const read = (said: unknown) => sesReport(JSON.stringify(said), 'sns-id')
  test.each([
    ['nobody there', sesBounce(about), 'bounce: hard 5.1.1'],
    ['as a published event', sesBounce(about, { as: 'eventType' }), 'bounce: hard 5.1.1'],
    ['no words of the far server', sesBounce(about, { status: null, said: null }), 'bounce: hard –'],
    [
      'policy in the drawer of permanent',
      sesBounce(about, { status: '5.7.1', said: 'smtp; 550 5.7.1 blocked' }),
      'bounce: sender 5.7.1',
    ],
    [
      'full',
      sesBounce(about, {
        type: 'Transient',
        subType: 'MailboxFull',
        status: '5.2.2',
        said: 'smtp; 552 5.2.2 full',
      }),
      'bounce: soft 5.2.2',
    ],
    [
      'transient without words',
      sesBounce(about, { type: 'Transient', status: null, said: null }),
      'bounce: soft –',
    ],
    [
      'content',
      sesBounce(about, { type: 'Transient', subType: 'ContentRejected', status: null, said: null }),
      'bounce: sender –',
    ],
    [
      'their own list',
      sesBounce(about, { subType: 'OnAccountSuppressionList', status: null, said: null }),
      'bounce: hard –',
    ],
    [
      'undetermined',
      sesBounce(about, { type: 'Undetermined', subType: 'Undetermined', status: null, said: null }),
      'bounce: unknown –',
    ],
    ['complaint', sesComplaint(about), 'complaint: unknown –'],
    ['complaint without its type', sesComplaint(about, { type: null }), 'complaint: unknown –'],
    ['not spam', sesComplaint(about, { type: 'not-spam' }), 'other'],
    ['delivered', sesDelivery(about), 'delivered: unknown –'],
    ['delayed', sesDelay(about), 'delayed: delayed 4.4.1'],
    ['sent', { eventType: 'Send', mail: { messageId: 'x' }, send: {} }, 'other'],
  ])('%s', (_what, said, expected) => {
    expect(brief(read(said))).toBe(expected)
  })
  test('our mail is named by the Message-ID that we gave it, and by the envelope', () => {
    const source = 'b-abcdefgh@bounces.works.example'
    expect(read(sesBounce({ ...about, source }))).toMatchObject({
      messageIds: [ID, ID],
      tokens: ['b-abcdefgh'],
    })
    expect(read(sesBounce({ ...about, headers: false, source }))).toMatchObject({
      messageIds: [],
      tokens: ['b-abcdefgh'],
    })
  })
  test.each(['', '{', '[]', '{"mail":1}', '"x"'])('%s is nothing of theirs', (text) => {
    expect(sesReport(text, 'x')).toBeNull()
  })
  test.each([
    ['https://sns.eu-west-1.amazonaws.com/x.pem', true],
    ['https://sns.us-gov-west-1.amazonaws.com/x.pem', true],
    ['https://sns.cn-north-1.amazonaws.com.cn/x.pem', true],
    ['http://sns.eu-west-1.amazonaws.com/x.pem', false],
    ['https://sns.eu-west-1.amazonaws.com.evil.example/x.pem', false],
    ['https://evil.example/sns.eu-west-1.amazonaws.com/x.pem', false],
    ['https://sns.eu-west-1.amazonaws.com@evil.example/x.pem', false],
    ['https://evil.example#sns.eu-west-1.amazonaws.com', false],
    ['https://sns.eu-west-1.amazonaws.com:8443/x.pem', false],
    ['https://bucket.s3.eu-west-1.amazonaws.com/x.pem', false],
    ['https://sns-eu-west-1.amazonaws.com/x.pem', false],
    ['https://xsns.eu-west-1.amazonaws.com/x.pem', false],
    ['https://127.0.0.1/x.pem', false],
    ['file:///x.pem', false],
    ['', false],
  ])('%s is an address of Amazon: %s', (url, expected) => {
    expect(isAmazon(url)).toBe(expected)
  })
})
