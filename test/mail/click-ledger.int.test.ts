import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { engagement } from '../../core/score/heat.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { small } from '../harness/release.ts'
import { type ClickScene, clickScene } from './click-scene.ts'

const SECONDS = 1000
const DAY = 86_400_000
const HALF: Record<string, number> = { mail: 14 * DAY, site: 7 * DAY }

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('click' as const),
      mail: fc.nat({ max: 3 }),
      link: fc.nat({ max: 3 }),
      net: fc.nat({ max: 1 }),
      head: fc.oneof(
        { weight: 5, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
  },
  // A gateway: all links of some mails at once.
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('burst' as const),
      mails: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      net: fc.nat({ max: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('view' as const), lead: fc.nat({ max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 700, 2 * SECONDS, 31 * SECONDS, 60 * SECONDS, DAY),
    }),
  },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

async function play(scene: ClickScene, acts: Act[], run: number): Promise<string[]> {
  // What one story teaches about a network is not the next one's.
  const ip = (net: number) => `203.${run}.${net}.1`
  const companies = ['a.example', 'a.example', 'b.example', undefined]
  const leads: string[] = []
  for (const company of companies) leads.push(await scene.lead(company))
  const mails: string[] = []
  for (const lead of leads) mails.push(await scene.mail(lead))
  await scene.pass(60 * SECONDS)
  for (const one of acts) {
    if (one.do === 'pass') await scene.pass(one.ms)
    else if (one.do === 'view')
      await acceptFacts(scene.store, [{ type: 'page.viewed', lead: { id: leads[one.lead] ?? '' } }])
    else if (one.do === 'click')
      await scene.click(mails[one.mail] ?? '', one.link, {
        ip: ip(one.net),
        method: one.head ? 'HEAD' : 'GET',
      })
    else
      for (const mail of one.mails)
        for (const link of [0, 1, 2]) await scene.click(mails[mail] ?? '', link, { ip: ip(one.net) })
  }
  // Until every verdict is known; a network that is learnt rings again at once.
  for (let n = 0; n < 3; n++) await scene.pass(60 * SECONDS)
  return leads
}

/** The total of a lead's lines: each fades from its fact's instant, and what takes back from that of what it takes back. */
async function ledger({ store }: ClickScene, lead: string, at: number): Promise<number> {
  const { rows } = await sql<{ grp: string; points: number; back: boolean; from: number }>`
    select line.grp, line.points, line.reverses is not null as back, fact.at as from
    from score_lines line join facts fact on fact.id = coalesce(line.reverses, line.fact_id)
    where line.lead_id = ${lead}`.execute(store.db)
  return rows.reduce((sum, { grp, points, back, from }) => {
    const fades = back ? points < 0 : points > 0
    return sum + points * (fades ? 2 ** (-(at - from) / (HALF[grp] ?? 1)) : 1)
  }, 0)
}

test('after whatever visits, the score is its ledger, and the clicks that count are the ones that were released', async () => {
  const scene = await clickScene()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
      const leads = await play(scene, acts, ++run)
      const at = scene.store.clock.read() + 3 * DAY
      for (const lead of leads) {
        const { score } = await scene.store.db
          .selectFrom('leads')
          .select('score')
          .where('id', '=', lead)
          .executeTakeFirstOrThrow()
        expect(engagement(small.scoring, score, at)).toBeCloseTo(await ledger(scene, lead, at), 6)

        const facts = await scene.facts(lead)
        const gone = new Set(
          facts.flatMap(({ type, props }) => (type === 'email.click.voided' ? [props.click] : [])),
        )
        const counted = facts.filter(({ id, type }) => type === 'email.clicked' && !gone.has(id))
        const visits = await scene.store.db
          .selectFrom('visits')
          .select(['verdict', 'link', 'fact_id'])
          .where('lead_id', '=', lead)
          .execute()
        const released = visits.filter(({ verdict }) => verdict === 'person')
        expect(visits.filter(({ verdict }) => verdict === 'pending')).toEqual([])
        expect(new Set(released.map(({ fact_id }) => fact_id))).toEqual(new Set(counted.map(({ id }) => id)))
        expect(counted).toHaveLength(new Set(released.map(({ link }) => link)).size)
      }
    }),
    { numRuns: 20 },
  )
})
