import { expect, test } from 'vitest'
import { apiUnderTest } from './api-under-test.ts'

const news = { label: { en: 'News', ru: 'Новости' }, sender: 'marketing' }
const api = await apiUnderTest({ topics: { news } })
const post = (url: string, payload: unknown) => api.ask({ method: 'POST', url, payload: payload as object })
const yes = (topic: string) => ({ purpose: 'marketing', topic, source: 'fair', text: 'Send it to me.' })

test('a no to a topic that is none is refused, so that nobody takes it for heeded', async () => {
  const reply = await post('/v1/suppressions', { email: 'anna@works.example', topic: 'nwes' })
  expect(reply.statusCode).toBe(422)
  expect(reply.json().errors[0].pointer).toBe('/topic')
  expect((await post('/v1/suppressions', { email: 'anna@works.example', topic: 'news' })).statusCode).toBe(
    201,
  )
})

test('a yes to a topic that is none is refused, and makes no lead', async () => {
  const email = 'boris@works.example'
  const lead = await post('/v1/leads', { email, consents: [yes('news'), yes('nwes')] })
  expect(lead.statusCode).toBe(422)
  expect(lead.json().errors[0].pointer).toBe('/consents/1/topic')
  const fact = await post('/v1/facts', {
    facts: [{ type: 'consent.given', lead: { email }, props: yes('toString') }],
  })
  expect(fact.json().errors[0].pointer).toBe('/facts/0/props/topic')
  expect((await api.ask({ url: `/v1/leads?email=${email}` })).json().leads).toEqual([])
  const good = { facts: [{ type: 'consent.given', lead: { email }, props: yes('news') }] }
  expect((await post('/v1/facts', good)).statusCode).toBe(202)
})

test('an operator calls a lead warm that no seller owns', async () => {
  const { id } = (await post('/v1/leads', { email: 'vera@works.example' })).json()
  expect((await post(`/v1/leads/${id}/warmed`, {})).statusCode).toBe(202)
  const { entries } = (await api.ask({ url: `/v1/leads/${id}/story` })).json()
  expect(entries).toContainEqual(expect.objectContaining({ kind: 'fact', type: 'lead.warmed', props: {} }))
})
