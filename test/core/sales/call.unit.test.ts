import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Call, hear, type Heard, runsUntil } from '../../../core/sales/call.ts'

const ASKED = 1_000_000
const asked: Call = { state: 'asked', askedAt: ASKED, answeredAt: null, endedAt: null, seconds: null }
const after = (s: number) => ASKED + s * 1000
const heard = (events: Heard[]): Call => events.reduce(hear, asked)

const RINGING: Heard = { type: 'ringing', at: after(1) }
const ANSWERED: Heard = { type: 'answered', at: after(5) }
const ENDED: Heard = { type: 'ended', at: after(80) }

it('a talk of 75 seconds, in any order and with any event twice', () => {
  const orders = fc.shuffledSubarray([RINGING, RINGING, ANSWERED, ANSWERED, ENDED, ENDED], { minLength: 6 })
  fc.assert(
    fc.property(orders, (events) => {
      expect(heard(events)).toEqual({
        state: 'ended',
        askedAt: ASKED,
        answeredAt: after(5),
        endedAt: after(80),
        seconds: 75,
      })
    }),
  )
})

it.each([
  ['nobody answered', [RINGING, { type: 'missed', at: after(30) }], 'missed', null],
  ['a talk that the exchange measured', [{ type: 'ended', at: after(90), seconds: 80 }], 'ended', 80],
  ['a talk of no length', [ANSWERED, { type: 'ended', at: after(5), seconds: 0 }], 'missed', 0],
  [
    'missed is heard first of a talk',
    [
      { type: 'missed', at: after(3) },
      { type: 'ended', at: after(90), seconds: 80 },
    ],
    'ended',
    80,
  ],
  ['missed after an answer is no news', [ANSWERED, { type: 'missed', at: after(9) }], 'talking', null],
  [
    'the clock of the exchange is behind',
    [
      { type: 'answered', at: 0 },
      { type: 'ended', at: after(10) },
    ],
    'ended',
    10,
  ],
] as [string, Heard[], string, number | null][])('%s', (_, events, state, seconds) => {
  expect(heard(events)).toMatchObject({ state, seconds })
})

it('a call never goes back, and what was measured stays', () => {
  const event = fc.record(
    {
      type: fc.constantFrom('ringing', 'answered', 'ended', 'missed', 'failed'),
      at: fc.integer({ min: ASKED - 5000, max: ASKED + 500_000 }),
      seconds: fc.nat(300),
    },
    { requiredKeys: ['type', 'at'] },
  ) as fc.Arbitrary<Heard>
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      let call = asked
      for (const one of events) {
        const next = hear(call, one)
        const over = ['ended', 'missed', 'failed']
        if (over.includes(call.state)) expect(over).toContain(next.state)
        if (call.state === 'ended' && call.seconds !== null)
          expect(next).toMatchObject({ state: 'ended', seconds: call.seconds })
        if (next.seconds !== null) expect(next.seconds).toBeGreaterThanOrEqual(0)
        expect(hear(next, one)).toEqual(next)
        call = next
      }
    }),
  )
})

it('what is never heard of again is over after a while', () => {
  expect(runsUntil(asked)).toBe(after(180))
  expect(runsUntil(heard([ANSWERED]))).toBe(after(5 + 7200))
  expect(runsUntil(heard([ENDED]))).toBe(after(80 + 60))
  expect(runsUntil(heard([ANSWERED, ENDED]))).toBeNull()
})
