import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyReply } from '../../../core/mail/smtp-reply.ts'

const of = (text: string, bodyOffered = false) =>
  classifyReply({ code: Number(text.slice(0, 3)), text, bodyOffered })
const classes = (...texts: string[]) => [...new Set(texts.map((text) => of(text).class))]

describe('a reply', () => {
  it('that takes the mail is accepted', () => {
    expect(classes('250 2.0.0 OK', '250 queued as 5.1.1')).toEqual(['accepted'])
  })
  it('that knows nobody is hard, and suppresses at once', () => {
    const replies = [
      '550 5.1.1 The email account that you tried to reach does not exist.',
      '550-5.1.1 first line\n550 5.1.1 second line',
      '550 5.1.10 null MX',
      '553 5.1.2 no such domain',
      '550 #5.1.1 nobody',
      '450 5.1.1 codes disagree: the enhanced one counts',
      '550 User unknown',
      '551 No such user here',
      '550 <spam-policy@blocked.example> user unknown',
      '550 Mailbox unavailable: account not found',
      "554 delivery error: dd This user doesn't have a yahoo.com account (jo@yahoo.com) [0] - mta1.yahoo.com",
      '554 This user doesn’t have a yahoo.com account',
      '556 domain takes no mail',
    ]
    expect(classes(...replies)).toEqual(['hard'])
    expect(replies.map((reply) => of(reply).strikes?.count)).toEqual(replies.map(() => 1))
  })
  it('that a mailbox is disabled counts twice in a week, a full one five times', () => {
    expect(of('550 5.2.1 disabled')).toMatchObject({ class: 'hard', strikes: { count: 2, within: '7 days' } })
    for (const full of [
      '552 5.2.2 mailbox full',
      '452 4.2.2 over quota',
      '552 mailbox full',
      '452 insufficient storage',
    ])
      expect(of(full), full).toMatchObject({ class: 'deferred', strikes: { count: 5 } })
  })
  it('that says in words that the mailbox is shut counts as a disabled one, though it says “blocked”', () => {
    for (const shut of [
      '550 User inactive or mailbox is blocked',
      '550 Message was not accepted: account is disabled',
      '554 5.0.0 This mailbox has been suspended',
      '550 Почтовый ящик заблокирован',
    ])
      expect(of(shut), shut).toMatchObject({ class: 'hard', strikes: { count: 2 } })
    for (const ours of ['554 Your account has been blocked', '554 client host blocked'])
      expect(of(ours).class, ours).toBe('sender-fault')
  })
  it('that blames us never suppresses the lead', () => {
    const replies = [
      '550 5.7.1 Message rejected due to spam content',
      '550 5.7.515 Access denied, sending domain does not meet the level',
      '554 Service unavailable; client blocked using zen.spamhaus.org',
      '550 Message rejected: DMARC policy',
      '554 transaction failed',
      '530 authentication required',
      '535 5.7.8 bad credentials',
      '501 5.5.4 syntax',
      '550 5.1.8 sender domain does not exist',
      '550 5.4.1 recipient rejected by policy of the receiver, user unknown',
    ]
    expect(classes(...replies)).toEqual(['sender-fault'])
    expect(replies.every((reply) => of(reply).strikes === null)).toBe(true)
  })
  it('that is for now is deferred', () => {
    expect(
      classes(
        '421 try later',
        '450 grey-listed',
        '451 4.7.1 try again',
        '550 4.7.32 no alignment yet',
        '454 TLS not available',
      ),
    ).toEqual(['deferred'])
  })
  it('that finds the mail too big is the template’s fault', () => {
    expect(
      classes(
        '552 message size exceeds fixed limit',
        '554 5.3.4 too big',
        '552 5.2.3 too long',
        '550 5.6.1 media not supported',
      ),
    ).toEqual(['content'])
  })
  it('that says no without a reason needs three of them', () => {
    expect(of('550 no')).toMatchObject({ class: 'hard', strikes: { count: 3 } })
    expect(of('554 5.0.0 no')).toMatchObject({ class: 'hard', strikes: { count: 3 } })
  })
  it('that never came is unknown after the whole body, and deferred before it', () => {
    expect(classifyReply({ bodyOffered: true })).toEqual({ class: 'unknown', code: null, strikes: null })
    expect(classifyReply({ bodyOffered: false }).class).toBe('deferred')
    expect(classifyReply({ code: 0, text: 'nonsense', bodyOffered: true }).class).toBe('unknown')
  })
  it('gives the enhanced code where there is one, never an address in the text', () => {
    expect(of('550 5.1.1 <a@b.ru> unknown').code).toBe('5.1.1')
    expect(of('550 host 5.7.1.2 says no').code).toBe('550')
  })
  it('of any kind gets a class, fast', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ maxLength: 5_000 }), fc.boolean(), (code, text, bodyOffered) => {
        const { class: kind, strikes } = classifyReply({ code, text, bodyOffered })
        expect(['accepted', 'deferred', 'hard', 'sender-fault', 'content', 'unknown']).toContain(kind)
        if (kind === 'sender-fault' || kind === 'content') expect(strikes).toBeNull()
      }),
    )
  })
})
