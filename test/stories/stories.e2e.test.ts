import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { publishRelease } from '../../store/releases.ts'
import { testSystem } from '../harness/system.ts'
import { castByHand, happenByHand, hireByHand, takeByHand, tellByHand } from './by-hand.ts'
import { tellByCore } from './by-core.ts'
import type { Cast } from './cast.ts'
import { stories } from './eight/all.ts'
import { storyMarketing } from './marketing.ts'
import { at, shifted, type Story } from './story.ts'
import { differences, type Told } from './told.ts'

const SCALE = 18_000
const DAY = 86_400_000
const WEEK = 7 * DAY
/** A Saturday: the system is up before Tuesday, on which the stories begin; else they begin a week later. */
const START = at('2026-11-28 12:00')
const TUESDAY = at('2026-12-01 09:00')

const byHand = stories.filter((story) => story.byHand)
const casts = new Map<string, Cast>()
const told = new Map<string, Told[]>()
let marketing: Awaited<ReturnType<typeof storyMarketing>>

/** The story with its beginning by hand moved to that instant. */
const begun = (story: Story, from: number): Story =>
  shifted(story, Math.round((from - at(story.byHand?.from ?? story.until)) / DAY))

beforeAll(async () => {
  marketing = await storyMarketing()
  const system = await testSystem({ scale: SCALE, start: START })
  const { db, clock } = system
  await publishRelease({ db, clock, waker: { wake: async () => {} } }, marketing)
  const now = () => clock.now(db)
  const sellers = await hireByHand(system)
  const first = TUESDAY + Math.max(0, Math.ceil(((await now()) + DAY / 4 - TUESDAY) / WEEK)) * WEEK
  await Promise.all(
    byHand.map(async (story, n) => {
      const cast = { story: begun(story, first), domain: `company${n + 1}.example`, sellers }
      casts.set(story.name, await castByHand(system, cast))
    }),
  )
  const until = async (instant: number) => {
    const left = instant - (await now())
    if (left > 0) await pause(left / SCALE)
  }
  const live = async (cast: Cast) => {
    await until(first)
    for (const fact of cast.story.facts) {
      if (at(fact.at) > at(cast.story.byHand?.until ?? '')) break
      await until(at(fact.at))
      await happenByHand(system, { cast, fact, sellers, about: marketing.facts[fact.type]?.about ?? 'lead' })
    }
    await until(at(cast.story.byHand?.until ?? ''))
  }
  const stop = new AbortController()
  const sales = (async () => {
    while (!stop.signal.aborted) {
      await takeByHand(system, sellers)
      await pause(500)
    }
  })()
  await Promise.all([...casts.values()].map(live))
  stop.abort()
  await sales
  for (const [name, cast] of casts) told.set(name, await tellByHand(system, cast))
}, 400_000)

describe('told by hand through the API, in time that runs fast', () => {
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
