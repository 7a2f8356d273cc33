import { beforeAll, describe, expect, it } from 'vitest'
import { publishRelease } from '../../store/releases.ts'
import { flow } from '../harness/flow.ts'
import { tellByCore } from './by-core.ts'
import { castInStore, happenInStore, hire, takeOffers, tellByStore } from './by-store.ts'
import type { Cast } from './cast.ts'
import { stories } from './eight/all.ts'
import { storyMarketing } from './marketing.ts'
import { at } from './story.ts'
import { differences, type Told } from './told.ts'

const START = at('2026-11-30 09:00')

// All stories live in one world: companies beside each other, as in life.
const casts = new Map<string, Cast>()
const told = new Map<string, Told[]>()
let marketing: Awaited<ReturnType<typeof storyMarketing>>

beforeAll(async () => {
  marketing = await storyMarketing()
  const { env, clock, store, settle } = await flow({ start: START, mail: true })
  await publishRelease(store, marketing)
  const sellers = await hire(store)
  for (const [n, story] of stories.entries())
    casts.set(story.name, await castInStore(store, { story, domain: `company${n + 1}.example`, sellers }))
  await settle()
  const script = [...casts.values()]
    .flatMap((cast) => cast.story.facts.map((fact) => ({ cast, fact })))
    .sort((a, b) => at(a.fact.at) - at(b.fact.at))
  const sleepTo = async (instant: number) => {
    const left = instant - (await clock.now(store.db))
    if (left > 0) await env.sleep(left)
  }
  for (const { cast, fact } of script) {
    await sleepTo(at(fact.at))
    await happenInStore(store, cast, fact)
    await settle()
    await takeOffers(store)
    await settle()
  }
  await sleepTo(Math.max(...stories.map((story) => at(story.until))))
  for (const [name, cast] of casts) told.set(name, await tellByStore(store, cast))
})

describe('told in skipped time, on the real workflow and the real store', () => {
  it.each(stories.map((story) => [`${story.sequence}: ${story.name}`, story] as const))('%s', (_, story) => {
    const cast = casts.get(story.name)
    const until = at(story.until)
    const real = (told.get(story.name) ?? []).filter((line) => line.at <= until)
    expect(real).not.toEqual([])
    expect(differences(tellByCore(story, marketing, cast?.ids), real, 'minute')).toEqual([])
  })
})
