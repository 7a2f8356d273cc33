import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  BURST,
  type ClickSeen,
  inBurst,
  isScanners,
  judgeClicks,
  LEARNT,
  withoutVoided,
  withVoids,
} from '../../../core/mail/clicks.ts'
import { SCANNER_NETWORKS } from '../../../core/mail/scanner-networks.ts'

const HELD = 60_000
const seen = (id: string, link: number, at: number, more: Partial<ClickSeen> = {}): ClickSeen => ({
  id,
  link,
  at,
  net: 'n1',
  verdict: 'pending',
  judgeAt: at + HELD,
  ...more,
})

describe('a burst', () => {
  it('is three different links within two seconds, of whatever kind', () => {
    expect(inBurst([seen('a', 0, 0), seen('b', 1, 5), seen('c', -1, 1999, { verdict: 'witness' })])).toEqual(
      new Set(['a', 'b', 'c']),
    )
  })
  it('is not two links, one link often, nor three in a little more', () => {
    expect(inBurst([seen('a', 0, 0), seen('b', 1, 0), seen('c', 1, 1)]).size).toBe(0)
    expect(inBurst([seen('a', 0, 0), seen('b', 1, 1000), seen('c', 2, BURST.ms)]).size).toBe(0)
  })
})

describe('a verdict', () => {
  it('is not before its time, and a person’s then', () => {
    expect(judgeClicks([seen('a', 0, 0)], { now: HELD - 1 })).toEqual([])
    expect(judgeClicks([seen('a', 0, 0)], { now: HELD })).toEqual([
      { id: 'a', verdict: 'person', why: 'person' },
    ])
  })
  it('is taken back when a network is learnt, from that network only', () => {
    const visits = [
      seen('a', 0, 0, { verdict: 'person' }),
      seen('b', 0, 0, { verdict: 'person', net: 'n2' }),
      seen('c', 0, 0, { verdict: 'person', net: null }),
    ]
    expect(judgeClicks(visits, { now: HELD, scanners: new Set(['n1']) })).toEqual([
      { id: 'a', verdict: 'voided', why: 'network' },
    ])
  })
  it('is never given to what a machine did, nor twice', () => {
    const done = (['machine', 'voided', 'witness'] as const).map((verdict, n) =>
      seen(`${n}`, n, 0, { verdict }),
    )
    expect(judgeClicks(done, { now: HELD })).toEqual([])
  })
})

const someVisits = fc.array(
  fc.record({
    link: fc.integer({ min: -2, max: 3 }),
    gap: fc.integer({ min: 0, max: 3000 }),
    net: fc.constantFrom('n1', 'n2', null),
    machine: fc.boolean(),
  }),
  { maxLength: 12 },
)
const inTime = (
  drawn: { link: number; gap: number; net: string | null; machine: boolean }[],
): ClickSeen[] => {
  let at = 0
  return drawn.map(({ link, gap, net, machine }, n) => {
    at += gap
    const verdict = link < 0 ? 'witness' : machine ? 'machine' : 'pending'
    return seen(`v${n}`, link, at, { net, verdict, judgeAt: verdict === 'pending' ? at + HELD : null })
  })
}

test('whoever judges often, early or late comes to the same verdicts, which are what is known at the end', () => {
  const looks = fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 10 })
  fc.assert(
    fc.property(someVisits, looks, fc.subarray(['n1', 'n2']), (drawn, extra, learnt) => {
      const all = inTime(drawn)
      const verdicts = new Map(all.map((one) => [one.id, one.verdict]))
      const learntAt = extra[0] ?? 0
      const END = 200_000
      // Each arrival is a look too, as the store has it.
      for (const now of [...all.map(({ at }) => at), ...extra, END].sort((a, b) => a - b)) {
        const known = all
          .filter(({ at }) => at <= now)
          .map((one) => ({ ...one, verdict: verdicts.get(one.id) ?? one.verdict }))
        const scanners = new Set(now >= learntAt ? learnt : [])
        const news = judgeClicks(known, { now, scanners })
        for (const { id, verdict } of news) {
          // Voided for good; a person only once.
          expect(['pending', 'person']).toContain(verdicts.get(id))
          expect(verdict === 'person' && verdicts.get(id) === 'person').toBe(false)
          verdicts.set(id, verdict)
        }
      }
      const burst = (one: ClickSeen) =>
        all.some((first) => {
          const within = all.filter(({ at }) => at >= first.at && at < first.at + BURST.ms)
          return within.includes(one) && new Set(within.map(({ link }) => link)).size >= BURST.links
        })
      for (const one of all.filter(({ verdict }) => verdict === 'pending'))
        expect(verdicts.get(one.id)).toBe(
          burst(one) || (one.net && learnt.includes(one.net)) ? 'voided' : 'person',
        )
    }),
  )
})

describe('a scanners’ network', () => {
  const of = (...companies: (string | null)[]) => companies.map((company, n) => ({ lead: `l${n}`, company }))
  it('opens the mail of several leads of several companies', () => {
    expect(LEARNT).toMatchObject({ leads: 3, companies: 2 })
    expect(isScanners(of('a', 'a', 'b'), 3)).toBe(true)
    expect(isScanners(of(null, null, null), 4)).toBe(true)
  })
  it('is not one company’s office, nor few leads', () => {
    expect(isScanners(of('a', 'a', 'a', 'a'), 4)).toBe(false)
    expect(isScanners(of('a', 'b'), 2)).toBe(false)
    expect(isScanners([...of('a'), ...of('a'), ...of('a')], 1)).toBe(false)
  })
  it('is not one through which many others come', () => {
    expect(isScanners(of('a', 'b', 'c'), 5)).toBe(false)
  })
})

describe('facts of clicks that were taken back', () => {
  const fact = (id: number, type: string, props = {}) => ({ id, type, props })
  const facts = [
    fact(1, 'email.clicked'),
    fact(2, 'email.clicked'),
    fact(3, 'email.click.voided', { click: 1 }),
  ]
  it('are left out, and the taking back too where nobody asks for it', () => {
    expect(withoutVoided(facts, ['email.clicked']).map(({ id }) => id)).toEqual([2])
    expect(withoutVoided(facts, ['email.clicked', 'email.click.voided']).map(({ id }) => id)).toEqual([2, 3])
  })
  it('are asked for where clicks are', () => {
    expect(withVoids(['email.clicked'])).toEqual(['email.clicked', 'email.click.voided'])
    expect(withVoids(['page.viewed'])).toEqual(['page.viewed'])
  })
})

test('the list of scanners’ networks is small, and each names its owner and where that says so', () => {
  expect(SCANNER_NETWORKS.length).toBeLessThan(50)
  for (const { cidr, whose, source } of SCANNER_NETWORKS) {
    expect(cidr).toMatch(/^[0-9a-f.:]+\/\d{1,3}$/)
    expect(whose && source).toBeTruthy()
  }
})
