import { expect, test } from 'vitest'
import { next, send, sequence } from '../../../core/language/index.ts'
import { offeredTopics } from '../../../core/mail/offered-topics.ts'
import { compile } from '../../../core/plan/compile.ts'

const topic = { label: { en: 'x' }, sender: 'marketing' }
const offered = (release: Partial<Parameters<typeof offeredTopics>[0]>) =>
  offeredTopics({ topics: {}, templateKinds: {}, plans: [], ...release }).map(([name]) => name)
const service = { kind: 'service', topic: 'orders' } as const
const marketing = { kind: 'marketing', topic: 'news' } as const

test('a topic of service mail alone is not offered; one under which marketing mail goes, or nothing yet, is', () => {
  const topics = { orders: topic, news: topic, empty: topic }
  expect(offered({ topics, templateKinds: { receipt: service, offer: marketing } })).toEqual([
    'news',
    'empty',
  ])
})

test('the topic of a sequence counts for the mail it sends, also for that of a track', () => {
  const topics = { orders: topic, events: topic }
  const kinds = { receipt: service, offer: marketing }
  const plan = (step: never) => compile(sequence('s', { topic: 'orders' } as never, [step]))
  expect(offered({ topics, templateKinds: kinds, plans: [plan(send('receipt' as never) as never)] })).toEqual(
    ['events'],
  )
  expect(offered({ topics, templateKinds: kinds, plans: [plan(send('offer' as never) as never)] })).toEqual([
    'orders',
    'events',
  ])
  expect(
    offered({
      topics,
      templateKinds: kinds,
      plans: [plan(send(next('t' as never)) as never)],
      tracks: { t: [{ template: 'offer' }] },
    }),
  ).toEqual(['orders', 'events'])
})
