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
  const waiting = [enter().then(() => said.push('first')), enter().then(() => said.push('second'))]
  again()
  await Promise.resolve()
  expect(said).toEqual([])
  limit = 1
  again()
  await waiting[0]
  expect(said).toEqual(['first'])
  limit = 2
  again()
  await waiting[1]
  expect(said).toEqual(['first', 'second'])
})
