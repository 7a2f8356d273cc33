import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beforeIn,
  capsFor,
  capWords,
  type Contender,
  FEWER,
  fullCap,
  fullWords,
  type Slots,
  type Taken,
} from '../../../core/mail/caps.ts'
import { maySend } from '../../../core/mail/may-send.ts'
import type { Cap } from '../../../core/release/release.ts'
import { addDuration } from '../../../core/time/duration.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 2, 2, 9)
const place = { zone: 'UTC', country: null }
const both = (taken: Taken[]): Slots => ({ lead: taken, account: taken })
const took = (at: number, template = 'news'): Taken => ({ at, template })

describe('a cap', () => {
  it('has room again when the oldest of its mails is as old as it is long', () => {
    const caps: Cap[] = [{ mails: 2, per: '1 week' }]
    const slots = both([took(NOW - DAY, 'second'), took(NOW - 3 * DAY, 'first')])
    expect(fullCap(caps, slots, { now: NOW, place })).toEqual({
      until: NOW + 4 * DAY,
      cap: caps[0],
      took: 'second',
    })
    expect(fullCap(caps, slots, { now: NOW + 4 * DAY, place })).toBeNull()
    expect(fullCap(caps, both([took(NOW)]), { now: NOW, place })).toBeNull()
  })
  it('that has room last is the one that is named', () => {
    const caps: Cap[] = [
      { mails: 1, per: '1 day' },
      { mails: 2, per: '1 week' },
    ]
    const full = fullCap(caps, both([took(NOW - HOUR), took(NOW - 2 * DAY)]), { now: NOW, place })
    expect(full && [full.until - NOW, fullWords(full)]).toEqual([
      5 * DAY,
      "2 mails a week; 'news' took the last",
    ])
  })
  it('of a day is an hour shorter where the clock goes forward', () => {
    const left = Date.parse('2026-03-07T17:00:00Z')
    const inNewYork = { now: left + HOUR, place: { zone: 'America/New_York', country: null } }
    const full = fullCap([{ mails: 1, per: '1 day' }], both([took(left)]), inNewYork)
    expect(full && new Date(full.until).toISOString()).toBe('2026-03-08T16:00:00.000Z')
  })
  it('over the account counts what colleagues got', () => {
    const caps: Cap[] = [{ mails: 1, per: '1 day', over: 'account' }]
    const slots: Slots = { lead: [], account: [took(NOW - HOUR, 'to a colleague')] }
    expect(fullCap(caps, slots, { now: NOW, place })).toMatchObject({ took: 'to a colleague' })
    expect(fullCap([{ mails: 1, per: '1 day' }], slots, { now: NOW, place })).toBeNull()
  })
  it('says what it is', () => {
    const words = (cap: Cap) => capWords(cap)
    expect(words({ mails: 1, per: '1 day' })).toBe('one mail a day')
    expect(words({ mails: 3, per: '2 weeks', over: 'account' })).toBe('3 mails in 2 weeks for the company')
    expect(words({ mails: 1, per: '1 hour' })).toBe('one mail an hour')
    expect(words(FEWER)).toBe('one mail in 2 weeks, as the lead asked for fewer')
  })
  it('for fewer holds for who asked, beside the others; one every two weeks where marketing names none', () => {
    const day: Cap = { mails: 1, per: '1 day' }
    const month: Cap = { mails: 2, per: '1 month', for: 'fewer' }
    expect(capsFor([day, month], false)).toEqual([day])
    expect(capsFor([day, month], true)).toEqual([day, month])
    expect(capsFor([day], true)).toEqual([day, FEWER])
  })
})

const contender: fc.Arbitrary<Contender> = fc.record({
  kind: fc.constantFrom('service' as const, 'marketing' as const),
  priority: fc.integer({ min: 1, max: 3 }),
  expires_at: fc.option(fc.integer({ min: 1, max: 3 })),
  due_at: fc.integer({ min: 1, max: 3 }),
  queued_at: fc.integer({ min: 1, max: 2 }),
  key: fc.string({ minLength: 1, maxLength: 6 }),
})

describe('who takes the slot', () => {
  const mail: Contender = {
    kind: 'marketing',
    priority: 5,
    expires_at: null,
    due_at: 10,
    queued_at: 5,
    key: 'm',
  }
  it('is the higher priority, then what expires first, then what was due first', () => {
    const order = [
      { ...mail, kind: 'service' as const, priority: 1, key: 'a service mail' },
      { ...mail, priority: 9, due_at: 30, key: 'important' },
      { ...mail, expires_at: 50, due_at: 20, key: 'expires soon' },
      { ...mail, expires_at: 90, key: 'expires' },
      { ...mail, due_at: 9, key: 'due before' },
      { ...mail, queued_at: 4, key: 'queued before' },
      { ...mail, key: 'x' },
      { ...mail, key: 'y' },
    ]
    expect(order.toReversed().toSorted(beforeIn)).toEqual(order)
  })
  it('is agreed upon in whatever order it is asked', () => {
    fc.assert(
      fc.property(fc.uniqueArray(contender, { selector: (one) => one.key, maxLength: 8 }), (all) => {
        const sorted = all.toSorted(beforeIn)
        expect(all.toReversed().toSorted(beforeIn)).toEqual(sorted)
        for (const [n, one] of sorted.entries())
          for (const after of sorted.slice(n + 1)) expect(beforeIn(one, after)).toBeLessThan(0)
      }),
    )
  })
})

describe('random mails under random caps', () => {
  const cap: fc.Arbitrary<Cap> = fc.record({
    mails: fc.integer({ min: 1, max: 3 }),
    per: fc.constantFrom('1 day', '36 hours', '1 week', '2 workdays', '1 month'),
  })
  const mail = fc.record({
    priority: fc.integer({ min: 1, max: 3 }),
    ready: fc.integer({ min: 0, max: 20 * 24 }).map((hours) => NOW + hours * HOUR),
    lives: fc.option(fc.integer({ min: 1, max: 15 * 24 }).map((hours) => hours * HOUR)),
  })
  type Mail = Contender & { sentAt: number | null; over: string | null; waitedFor: string | null }

  /** The claim in miniature: at each instant all that is due is asked, in the order of arbitration. */
  function play(mails: Mail[], caps: Cap[], zone: string): { at: number; due: Mail[]; sent: Mail[] }[] {
    const rounds: { at: number; due: Mail[]; sent: Mail[] }[] = []
    const taken: Taken[] = []
    for (let n = 0; n < 2_000; n++) {
      const open = mails.filter((one) => one.sentAt === null && one.over === null)
      if (open.length === 0) return rounds
      const now = Math.min(...open.map((one) => one.due_at))
      const due = open.filter((one) => one.due_at <= now).toSorted(beforeIn)
      const sent: Mail[] = []
      for (const one of due) {
        const verdict = maySend({
          now,
          kind: 'marketing',
          queuedAt: one.queued_at,
          expiresAt: one.expires_at,
          waitedFor: one.waitedFor,
          journey: null,
          suppressed: false,
          topicRefused: false,
          consented: true,
          pendingUntil: null,
          inSales: false,
          hushUntil: null,
          quiet: [],
          place: { zone, country: 'RU' },
          caps,
          slots: both(taken),
          parked: false,
          warmingUntil: null,
        })
        if ('send' in verdict) {
          one.sentAt = now
          sent.push(one)
          taken.push({ at: now, template: one.key })
        } else if ('skip' in verdict) one.over = verdict.skip
        else if ('later' in verdict) {
          one.due_at = verdict.later
          one.waitedFor = verdict.why
        }
      }
      rounds.push({ at: now, due: [...due], sent })
    }
    throw new Error('never comes to an end')
  }
  const wanted = fc.array(mail, { minLength: 1, maxLength: 12 }).map((all): Mail[] =>
    all.map(({ priority, ready, lives }, n) => ({
      kind: 'marketing' as const,
      priority,
      expires_at: lives === null ? null : ready + lives,
      due_at: ready,
      queued_at: ready,
      key: `m${String(n).padStart(2, '0')}`,
      sentAt: null,
      over: null,
      waitedFor: null,
    })),
  )
  const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/Kaliningrad')

  it('are never more than the caps; the best goes first; the rest goes later or lapses for a slot', () => {
    fc.assert(
      fc.property(wanted, fc.array(cap, { minLength: 1, maxLength: 2 }), zones, (mails, caps, zone) => {
        const rounds = play(mails, caps, zone)
        const sent = mails.flatMap((one) => one.sentAt ?? []).toSorted((a, b) => a - b)
        for (const { mails: most, per } of caps)
          for (const at of sent) {
            const end = addDuration(at, per, { zone, country: 'RU' })
            expect(sent.filter((each) => each >= at && each < end).length).toBeLessThanOrEqual(most)
          }
        for (const { due, sent: went } of rounds) {
          const kept = due.filter((one) => !went.includes(one) && one.over === null)
          for (const one of went) for (const other of kept) expect(beforeAtThatTime(one, other)).toBe(true)
        }
        for (const one of mails) if (one.over !== null) expect(one.over).toBe('expired: waited for a slot')
      }),
      { numRuns: 200 },
    )
  })
  // Due instants move as mails wait; priority and expiry are what they were.
  const beforeAtThatTime = (a: Mail, b: Mail): boolean => {
    const never = Number.POSITIVE_INFINITY
    if (a.priority !== b.priority) return a.priority > b.priority
    return (a.expires_at ?? never) <= (b.expires_at ?? never)
  }
})
