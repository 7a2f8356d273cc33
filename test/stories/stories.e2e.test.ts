import { beforeAll, describe, expect, it } from 'vitest'
import { publishRelease } from '../../store/releases.ts'
import { leap, readWork } from '../../examples/demo/leap.ts'
import { testSystem } from '../harness/system.ts'
import { until } from '../harness/until.ts'
import { castByHand, happenByHand, hireByHand, takeByHand, tellByHand } from './by-hand.ts'
import { tellByCore } from './by-core.ts'
import type { Cast } from './cast.ts'
import { stories } from './eight/all.ts'
import { storyMarketing } from './marketing.ts'
import { at, shifted, type Story } from './story.ts'
import { differences, type Told } from './told.ts'

/** Fast enough that the sweep runs ten times a second, slow enough that nobody is late by hours on a busy machine. */
const SCALE = 120
const DAY = 86_400_000
/** A Saturday: the system is up long before Tuesday, on which the stories begin. */
const START = at('2026-11-28 12:00')
const TUESDAY = at('2026-12-01 09:00')

const byHand = stories.filter((story) => story.byHand)
const casts = new Map<string, Cast>()
const told = new Map<string, Told[]>()
let marketing: Awaited<ReturnType<typeof storyMarketing>>

/** The story with its beginning by hand moved to that instant. */
const begun = (story: Story, from: number): Story =>
  shifted(story, Math.round((from - at(story.byHand?.from ?? story.until)) / DAY))
const endOf = ({ story }: Cast) => at(story.byHand?.until ?? '')

beforeAll(async () => {
  marketing = await storyMarketing()
  const system = await testSystem({ scale: SCALE, start: START })
  const { db, clock } = system
  await publishRelease({ db, clock, waker: { wake: async () => {} } }, marketing)
  const sellers = await hireByHand(system)
  for (const [n, story] of byHand.entries()) {
    const cast = { story: begun(story, TUESDAY), domain: `company${n + 1}.example`, sellers }
    casts.set(story.name, await castByHand(system, cast))
  }
  const script = [...casts.values()]
    .flatMap((cast) => cast.story.facts.map((fact) => ({ cast, fact })))
    .filter(({ cast, fact }) => at(fact.at) <= endOf(cast))
    .sort((a, b) => at(a.fact.at) - at(b.fact.at))
  const end = Math.max(...[...casts.values()].map(endOf))
  const rest = () =>
    until(
      async () => {
        const { now, inHand, due } = await readWork(db)
        return !inHand && (due ?? Infinity) > now && { now, due: due ?? Infinity }
      },
      { what: 'all that was due to be done' },
    )
  const liveTo = async (instant: number) => {
    for (;;) {
      await rest()
      await takeByHand(system, sellers)
      const { now, due } = await rest()
      if (now >= instant) return
      await leap(db, Math.min(instant, due))
    }
  }
  for (const { cast, fact } of script) {
    await liveTo(Math.max(TUESDAY, at(fact.at)))
    await happenByHand(system, { cast, fact, sellers, about: marketing.facts[fact.type]?.about ?? 'lead' })
  }
  await liveTo(end)
  for (const [name, cast] of casts) told.set(name, await tellByHand(system, cast))
})

describe('told by hand through the API, in time that leaps to whatever is due', () => {
  it.each(byHand.map((story) => [`${story.sequence}: ${story.name}`, story] as const))(
    '%s',
    (_, { name }) => {
      const cast = casts.get(name)
      if (!cast) throw new Error('not told')
      const until = cast.story.byHand?.until ?? ''
      const real = (told.get(name) ?? []).filter((line) => line.at <= at(until))
      expect(real).not.toEqual([])
      expect(differences(tellByCore({ ...cast.story, until }, marketing, cast.ids), real, 'day')).toEqual([])
    },
  )
})
