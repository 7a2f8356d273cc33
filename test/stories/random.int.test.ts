import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import type { Scoring } from '../../core/release/release.ts'
import type { CompiledTemplate } from '../../mail/compile-template.ts'
import type { Marketing } from '../../store/releases.ts'
import { testDatabase } from '../harness/database.ts'
import { publishedRelease, small } from '../harness/release.ts'
import { fixedClock, recordingWaker, type TestStore } from '../harness/store.ts'
import { template } from '../mail/mail-world.ts'
import { tellByCore } from './by-core.ts'
import { castInStore, happenInStore, hire, tellByStore } from './by-store.ts'
import { live } from './live.ts'
import { randomStories } from './random-story.ts'
import { at, type Story } from './story.ts'
import { differences } from './told.ts'

const scoring: Scoring = {
  fit: [],
  groups: { mail: { halfLife: '30 days', limit: 100 }, site: { halfLife: '10 days', limit: 100 } },
  rules: [
    { fact: 'call.requested', group: 'mail', points: 80 },
    { fact: 'page.viewed', group: 'site', points: 15 },
  ],
  categories: { warm: 30, hot: 70 },
  grades: { fit: [30, 20, 10], engagement: [50, 30, 10] },
}

let templates: CompiledTemplate[]
beforeAll(async () => {
  templates = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => template(name, { kind: 'marketing', topic: 'news' })),
  )
})

const rules = (plans: Marketing['plans']): Marketing => ({
  ...small,
  plans,
  scoring,
  compiledTemplates: templates,
  facts: Object.fromEntries(
    ['form.submitted', 'page.viewed', 'deal.won', 'document.opened', 'call.requested'].map((type) => [
      type,
      { about: 'lead' as const },
    ]),
  ),
  fields: { lead: ['stage'], account: [] },
  segments: {
    readers: { did: 'page.viewed', within: '9 days' },
    hot: { any: [{ score: 'heat', atLeast: 60 }, { not: { segment: 'readers' } }] },
    circle: { not: { segment: 'circle' } },
  },
  tracks: {
    reading: [
      { template: 'a', for: { field: 'lead.stage', in: ['client'] } },
      { template: 'd' },
      { template: 'c' },
    ],
  },
})

async function liveThrough(story: Story, marketing: Marketing) {
  const { db, url, close } = await testDatabase({ max: 4 })
  const store: TestStore = { db, url, clock: fixedClock('2026-12-01T09:00:00Z'), waker: recordingWaker() }
  try {
    const sellers = await hire(store)
    await publishedRelease(store, { ...marketing, plans: [] })
    const cast = await castInStore(store, { story, domain: 'works.example', sellers })
    await publishedRelease(store, marketing)
    for (const fact of story.facts) {
      await live(store, at(fact.at))
      await happenInStore(store, cast, fact)
    }
    await live(store, at(story.until))
    return { ids: cast.ids, told: await tellByStore(store, cast) }
  } finally {
    await close()
  }
}

test('any sequences and any facts tell the same story in the rules and in the store', async () => {
  await fc.assert(
    fc.asyncProperty(randomStories, async ({ trees, story }) => {
      const marketing = rules(trees.map((tree) => compile(tree)))
      const { ids, told } = await liveThrough(story, marketing)
      expect(differences(tellByCore(story, marketing, ids), told, 'minute').slice(0, 30)).toEqual([])
    }),
    // The same stories each time; RUNS and SEED look at others.
    { numRuns: Number(process.env.RUNS ?? 25), seed: Number(process.env.SEED ?? 2026), endOnFailure: true },
  )
})
