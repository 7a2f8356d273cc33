import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type LoadedMarketing, loadMarketing } from '../../../cli/marketing-files.ts'
import { type Path, pathsOf } from '../../../core/readers/paths.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { simulate } from '../../../core/simulate/simulate.ts'

type Marketing = NonNullable<LoadedMarketing['marketing']>

let marketing: Marketing
beforeAll(async () => {
  const loaded = await loadMarketing(join(import.meta.dirname, '..', '..', '..'))
  if (!loaded.marketing) throw new Error('marketing has faults')
  marketing = loaded.marketing
})

const DAY = 86_400_000

/** Templates that a simulation of the sample sends to anybody, in order. */
function played(plan: Marketing['plans'][0], { sample }: Path): string[] {
  const { scoring, things, facts, hours, compiledTemplates } = marketing
  const templateKinds = Object.fromEntries(compiledTemplates.map(({ name, kind }) => [name, { kind }]))
  const lead = { zone: 'UTC', owner: 'petrov', values: sample.values }
  const until = (sample.script[0]?.at ?? 0) + 120 * DAY
  const play = {
    plans: [plan],
    scoring,
    things,
    facts,
    hours,
    templateKinds,
    lead,
    script: sample.script,
    until,
  }
  return simulate(play).flatMap(({ what, values }) => (what === 'sent' ? [String(values.template)] : []))
}

describe('the example marketing', () => {
  it.each(['tender', 'webinar', 'review'])(
    'sends the sample of each route of %s what the route says',
    (name) => {
      const plan = marketing.plans.find((one) => one.sequence === name)
      if (!plan) throw new Error(`no ${name}`)
      const { paths } = pathsOf(plan, speechIn('en'))
      const main = paths.filter(
        ({ ends, sample }) => (ends === 'over' || ends === 'end') && sample.also.length === 0,
      )
      expect(main.length).toBeGreaterThan(0)
      for (const path of main) {
        const said = path.events.flatMap(({ mail }) => (mail ? [mail] : []))
        expect(played(plan, path), path.must.map((one) => one.words).join('; ')).toEqual(said)
      }
    },
  )

  it('has no mail that nobody gets', () => {
    for (const plan of marketing.plans) {
      const { cut, unreachable, unsettled } = pathsOf(plan, speechIn('en'))
      expect({ plan: plan.sequence, cut, unreachable, unsettled }).toEqual({
        plan: plan.sequence,
        cut: false,
        unreachable: [],
        unsettled: [],
      })
    }
  })
})
