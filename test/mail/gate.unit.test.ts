import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gate } from '../../mail/gate.ts'

test('who waits is let in by turn, as others leave', async () => {
  const { enter, leave } = gate(() => 1)
  const said: string[] = []
  await enter()
  const first = enter().then(() => said.push('first'))
  const second = enter().then(() => said.push('second'))
  leave()
  await first
  expect(said).toEqual(['first'])
  leave()
  await second
  expect(said).toEqual(['first', 'second'])
})

test('a limit that grew lets in who waits when it is asked again', async () => {
  let limit = 0
  const { enter, again } = gate(() => limit)
  const said: string[] = []
  for (const name of ['first', 'second']) void enter().then(() => said.push(name))
  const asked = async (now: number) => {
    limit = now
    again()
    await nextTurn()
    return said
  }
  expect(await asked(0)).toEqual([])
  expect(await asked(1)).toEqual(['first'])
  expect(await asked(2)).toEqual(['first', 'second'])
})
