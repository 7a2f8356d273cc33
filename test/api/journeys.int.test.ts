import { expect, test } from 'vitest'
import { apiUnderTest } from './api-under-test.ts'

const api = await apiUnderTest()

test('what no journey can start with is pointed at', async () => {
  await api.ask({ method: 'POST', url: '/v1/leads', payload: { email: 'anna@works.example' } })
  const nobody = crypto.randomUUID()
  for (const [sequence, lead, pointer] of [
    ['nowhere', { email: 'anna@works.example' }, '/sequence'],
    ['nowhere', { email: 'nobody@works.example' }, '/lead'],
    ['nowhere', { id: nobody }, '/lead'],
    ['nowhere', nobody, '/lead'],
  ]) {
    const reply = await api.ask({ method: 'POST', url: '/v1/journeys', payload: { sequence, lead } })
    expect(reply.statusCode).toBe(404)
    expect(reply.json().errors).toEqual([{ pointer, detail: reply.json().title }])
  }
})
