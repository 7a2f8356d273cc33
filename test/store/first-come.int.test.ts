import { expect, test } from 'vitest'
import { houseWithLittleRoom } from './first-come-scene.ts'

test.each([1, 2, 3])(
  'no lead that could be served is overtaken, and none waits beside room (seed %i)',
  async (seed) => {
    const house = await houseWithLittleRoom(seed)
    const story: string[] = []
    let most = 0
    for (let n = 0; n < 80; n++) {
      story.push(await house.step())
      expect(await house.wrong(), story.join('\n')).toEqual([])
      const { waiting } = await house.store.db
        .selectFrom('handoffs')
        .select((e) => e.fn.countAll<number>().as('waiting'))
        .where('state', '=', 'open')
        .where('full_until', 'is not', null)
        .executeTakeFirstOrThrow()
      most = Math.max(most, Number(waiting))
    }
    // Else nothing was proved.
    expect(most).toBeGreaterThan(5)
  },
)
