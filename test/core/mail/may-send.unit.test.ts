import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MailQuestion, maySend } from '../../../core/mail/may-send.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
// A Friday, 12:00 UTC.
const NOW = Date.UTC(2026, 11, 18, 12)
const work = { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }

const calm: MailQuestion = {
  now: NOW,
  kind: 'marketing',
  queuedAt: NOW - HOUR,
  expiresAt: null,
  waitedFor: null,
  journey: { status: 'running', wakePending: false },
  suppressed: false,
  topicRefused: false,
  consented: true,
  pendingUntil: null,
  inSales: false,
  hushUntil: null,
  hours: work,
  quiet: [],
  place: { zone: 'UTC', country: null },
  caps: [
    { mails: 1, per: '1 day' },
    { mails: 3, per: '1 week' },
  ],
  slots: { lead: [], account: [] },
  parked: false,
  warmingUntil: null,
}
const left = (...at: number[]) => {
  const taken = at.map((each) => ({ at: each, template: 'play/breakfast' }))
  return { slots: { lead: taken, account: taken } }
}
const [ONE_A_DAY, THREE_A_WEEK] = [
  "one mail a day; 'play/breakfast' took it",
  "3 mails a week; 'play/breakfast' took the last",
]
const ask = (change: Partial<MailQuestion> = {}) => maySend({ ...calm, ...change })

const ended: Partial<MailQuestion> = { journey: { status: 'done', wakePending: false } }
const waking: Partial<MailQuestion> = { journey: { status: 'running', wakePending: true } }
const held: Partial<MailQuestion> = {
  journey: { status: 'running', wakePending: false, heldUntil: NOW + DAY },
}
const paused: Partial<MailQuestion> = { journey: { status: 'paused', wakePending: false } }

// In the order in which they are asked: each beats all that come after it.
const ORDER: [Partial<MailQuestion>, string][] = [
  [ended, 'journey ended'],
  [waking, 'wake pending'],
  [{ suppressed: true }, 'suppressed'],
  [{ topicRefused: true }, 'topic refused'],
  [{ consented: false }, 'no consent'],
  [{ expiresAt: NOW }, 'expired'],
  [{ inSales: true }, 'in sales'],
  [held, 'they answered'],
  [{ hushUntil: NOW + DAY }, 'hushed'],
  [{ hours: { from: '20:00', to: '21:00', days: [5] } }, 'outside hours'],
  [left(NOW - HOUR), 'cap reached'],
  [paused, 'journey paused'],
  [{ parked: true }, 'parked'],
  [{ warmingUntil: NOW + DAY }, 'warming up'],
]
const word = (verdict: ReturnType<typeof maySend>) =>
  'skip' in verdict ? verdict.skip : 'why' in verdict ? verdict.why : 'parked' in verdict ? 'parked' : 'send'

describe('marketing mail', () => {
  it('goes when nothing is against it', () => {
    expect(ask()).toEqual({ send: true })
  })
  it('names the first reason in order', () => {
    ORDER.forEach(([change, reason], n) => {
      expect(word(ask(change))).toBe(reason)
      const later = Object.assign(
        {},
        ...ORDER.slice(n + 1)
          .map(([each]) => each)
          .toReversed(),
      ) as Partial<MailQuestion>
      // An expiry under a hold is the hold's: the story says that sales had the lead.
      const wanted = reason === 'expired' ? 'in sales' : reason
      expect(word(ask({ ...later, ...change }))).toBe(wanted)
    })
  })
  it('waits until the wake has been answered, for a moment only', () => {
    const verdict = ask(waking)
    expect('later' in verdict && verdict.later - NOW).toBeLessThanOrEqual(10_000)
  })
  it('waits while sales has the lead, and lapses for that reason', () => {
    expect(ask({ inSales: true })).toEqual({ later: NOW + HOUR, why: 'in sales' })
    expect(ask({ inSales: true, expiresAt: NOW + 60_000 })).toEqual({ later: NOW + 60_000, why: 'in sales' })
    expect(ask({ inSales: true, expiresAt: NOW - 1 })).toEqual({ skip: 'in sales' })
    expect(ask({ inSales: true, queuedAt: NOW - 7 * DAY })).toEqual({ skip: 'in sales' })
  })
  it('goes when the hush is over, within hours', () => {
    expect(ask({ hushUntil: Date.UTC(2026, 11, 19, 3) })).toMatchObject({
      later: Date.UTC(2026, 11, 21, 9),
      why: 'hushed',
      opens: { closed: 'outside hours' },
    })
    expect(ask({ hushUntil: NOW })).toEqual({ send: true })
  })
  it('waits for the hours of the lead’s own zone', () => {
    expect(ask({ place: { zone: 'Asia/Vladivostok', country: null } })).toMatchObject({
      later: Date.UTC(2026, 11, 20, 23),
      why: 'outside hours',
      opens: { closed: 'outside hours', holiday: null },
    })
  })
  it('counts mails as far back as each cap says, and waits for hours after it', () => {
    expect(ask(left(NOW - DAY))).toEqual({ send: true })
    expect(ask(left(NOW - DAY + 1))).toEqual({ later: NOW + 1, why: 'cap reached', what: ONE_A_DAY })
    expect(ask(left(NOW - HOUR))).toMatchObject({ later: Date.UTC(2026, 11, 21, 9), what: ONE_A_DAY })
    const week = left(NOW - 2 * DAY, NOW - 6 * DAY, NOW - 4 * DAY)
    expect(ask(week)).toMatchObject({ later: Date.UTC(2026, 11, 21, 9), what: THREE_A_WEEK })
    expect(ask({ ...week, hours: undefined })).toEqual({
      later: NOW + DAY,
      why: 'cap reached',
      what: THREE_A_WEEK,
    })
    expect(word(ask({ caps: [{ mails: 0, per: '1 day' }] }))).toBe('cap reached')
  })
  it('lapses on time: what cannot go before its expiry is asked about again at it', () => {
    expect(ask({ hushUntil: NOW + DAY, expiresAt: NOW + HOUR })).toMatchObject({
      later: NOW + HOUR,
      why: 'hushed',
    })
    expect(ask({ hushUntil: NOW + DAY, expiresAt: NOW + HOUR, now: NOW + HOUR })).toEqual({ skip: 'expired' })
  })
  it('says what it waited for when it lapses', () => {
    const lapsed = (waitedFor: string | null) => ask({ expiresAt: NOW, waitedFor })
    expect(lapsed(`cap reached: ${ONE_A_DAY}`)).toEqual({ skip: 'expired: waited for a slot' })
    expect(lapsed('outside hours: Unity Day')).toEqual({ skip: 'expired: waited for its hours' })
    expect(lapsed('451 4.7.1')).toEqual({ skip: 'expired' })
  })
  it('waits for a consent that may still be confirmed, and ends without it', () => {
    const asked = { consented: false, pendingUntil: NOW + 2 * DAY }
    expect(ask(asked)).toEqual({ later: NOW + 2 * DAY, why: 'waits for confirmation' })
    expect(ask({ ...asked, now: NOW + 2 * DAY })).toEqual({ skip: 'no consent' })
    expect(ask({ ...asked, expiresAt: NOW + DAY })).toMatchObject({ later: NOW + DAY })
  })
  it('names the holiday that keeps its hours closed', () => {
    const place = { zone: 'Europe/Sofia', country: 'BG' }
    expect(ask({ now: Date.UTC(2026, 11, 23, 17), place })).toEqual({
      later: Date.UTC(2026, 11, 29, 7),
      why: 'outside hours',
      what: 'Christmas Eve',
      opens: { at: Date.UTC(2026, 11, 29, 7), closed: 'outside hours', holiday: 'Christmas Eve' },
    })
  })
  it('rests in quiet hours whatever its sequence says', () => {
    const quiet = [{ from: '21:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }]
    expect(ask({ quiet, hours: undefined, now: Date.UTC(2026, 11, 18, 22, 30) })).toMatchObject({
      later: Date.UTC(2026, 11, 19, 8),
      why: 'quiet hours',
    })
  })
  it('goes on the morrow where the tier of its sender is used up, within hours', () => {
    expect(ask({ warmingUntil: Date.UTC(2026, 11, 19) })).toMatchObject({
      later: Date.UTC(2026, 11, 21, 9),
      why: 'warming up',
    })
  })
  it('goes to who was answered by a form, without a journey', () => {
    expect(ask({ journey: null })).toEqual({ send: true })
  })
  it('goes on for a parked journey: it was decided before', () => {
    expect(ask({ journey: { status: 'parked', wakePending: false } })).toEqual({ send: true })
  })
})

describe('service mail', () => {
  it('goes whatever marketing must heed, but never to a suppressed address', () => {
    const against: Partial<MailQuestion> = {
      kind: 'service',
      topicRefused: true,
      consented: false,
      inSales: true,
      hushUntil: NOW + DAY,
      hours: { from: '20:00', to: '21:00', days: [5] },
      ...left(NOW),
      quiet: [{ from: '00:00', to: '24:00', days: [5] }],
      warmingUntil: NOW + DAY,
    }
    expect(ask(against)).toEqual({ send: true })
    expect(ask({ ...against, suppressed: true })).toEqual({ skip: 'suppressed' })
  })
  it('ends with its journey and its expiry, and waits for a paused lane', () => {
    expect(ask({ kind: 'service', ...ended })).toEqual({ skip: 'journey ended' })
    expect(ask({ kind: 'service', expiresAt: NOW })).toEqual({ skip: 'expired' })
    expect(ask({ kind: 'service', parked: true })).toEqual({ parked: true })
  })
})

describe('every mail', () => {
  const question = fc.record({
    kind: fc.constantFrom('service' as const, 'marketing' as const),
    expiresAt: fc.option(fc.integer({ min: NOW - DAY, max: NOW + 20 * DAY })),
    queuedAt: fc.integer({ min: NOW - 10 * DAY, max: NOW }),
    suppressed: fc.boolean(),
    consented: fc.boolean(),
    inSales: fc.boolean(),
    hushUntil: fc.option(fc.integer({ min: NOW - DAY, max: NOW + 10 * DAY })),
    slots: fc
      .array(fc.integer({ min: NOW - 10 * DAY, max: NOW }), { maxLength: 6 })
      .map((at) => left(...at).slots),
    place: fc.constantFrom(
      ...['UTC', 'Asia/Tokyo', 'Nowhere/At_All'].map((zone) => ({ zone, country: 'RU' })),
    ),
    journey: fc.constantFrom(
      null,
      ...['running', 'paused', 'done', 'parked'].map((status) => ({
        status: status as 'running',
        wakePending: false,
      })),
    ),
  })
  it('is looked at again later, never beyond its expiry, and never without consent or to a suppressed address', () => {
    fc.assert(
      fc.property(question, (change) => {
        const verdict = ask(change)
        if ('later' in verdict) {
          expect(verdict.later).toBeGreaterThan(NOW)
          if (change.expiresAt !== null) expect(verdict.later).toBeLessThanOrEqual(change.expiresAt)
        }
        if ('send' in verdict) {
          expect(change.suppressed).toBe(false)
          expect(change.consented || change.kind === 'service').toBe(true)
          expect(change.journey?.status).not.toBe('done')
        }
      }),
      { numRuns: 300 },
    )
  })
  it('comes to an end within two weeks, if nothing stops it for good', () => {
    fc.assert(
      fc.property(question, (change) => {
        let now = NOW
        for (let n = 0; n < 500; n++) {
          const verdict = ask({ ...change, journey: null, now })
          if (!('later' in verdict)) return
          now = verdict.later
        }
        expect.fail('still waiting')
      }),
      { numRuns: 100 },
    )
  })
})
