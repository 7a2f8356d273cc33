import { beforeAll, describe, expect, it } from 'vitest'
import type { Marketing } from '../../store/releases.ts'
import { tellByCore } from './by-core.ts'
import { stories } from './eight/all.ts'
import { storyMarketing } from './marketing.ts'
import { expectedOf } from './told.ts'

let marketing: Marketing
beforeAll(async () => {
  marketing = await storyMarketing()
})

describe.each(Object.entries(Object.groupBy(stories, (story) => story.sequence)))(
  '%s, told by the rules alone',
  (_, told = []) => {
    it.each(told.map((story) => [story.name, story] as const))('%s', (_, story) => {
      expect(expectedOf(story, tellByCore(story, marketing))).toEqual(story.expected)
    })
  },
)
