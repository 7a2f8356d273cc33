import { expect, test } from 'vitest'
import { refusal } from '../../cli/api-client.ts'

const words = (body: unknown) => {
  const { message, details } = refusal({ status: 400, body } as Parameters<typeof refusal>[0])
  return [message, details]
}

test('a refusal says a thing once, and what more there is to say of each place', () => {
  const lane = 'No lane has this name.'
  const shape = 'The request does not fit its schema.'
  expect(
    words({ title: lane, detail: `/lane: ${lane}`, errors: [{ pointer: '/lane', detail: lane }] }),
  ).toEqual([lane, []])
  expect(
    words({ title: shape, detail: '/why: too long', errors: [{ pointer: '/why', detail: 'too long' }] }),
  ).toEqual([shape, ['/why: too long']])
  expect(words({ title: 'Gone', detail: 'Gone for good' })).toEqual(['Gone for good', []])
  expect(words('nonsense')).toEqual(['The API answered 400.', []])
})
