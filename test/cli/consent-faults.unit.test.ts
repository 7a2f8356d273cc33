import { expect, test } from 'vitest'
import { consentFaults, doubleOptInFaults } from '../../cli/marketing/consent-faults.ts'
import type { ConsentBox, Form } from '../../core/release/release.ts'

const box: ConsentBox = {
  purpose: 'marketing',
  version: '1',
  text: { en: 'Send me news.', ru: 'Присылайте новости.' },
}
const email = { name: 'email', kind: 'email', label: { en: 'Email' }, to: 'lead.email' } as const
const form = (consents: ConsentBox[], more: Partial<Form> = {}): Form => ({
  title: { en: 'News' },
  fields: [email],
  consents,
  thanks: { en: 'Thank you.' },
  ...more,
})
const faults = (now: ConsentBox[], before: ConsentBox[]) =>
  consentFaults({ news: form(now) }, { news: form(before) }).map(({ path, message }) => `${path}: ${message}`)

test('a text that changed or went under the same version is a fault with its place', () => {
  const at = 'marketing/forms.ts › news › consents › consent_marketing › text'
  const said = "was changed, but its version is still '1': somebody agreed to the older words"
  expect(faults([{ ...box, text: { ...box.text, en: 'Sell my address.' } }], [box])).toEqual([
    `${at} › en: ${said}`,
  ])
  expect(faults([{ ...box, text: { en: 'Send me news.' } }], [box])).toEqual([`${at} › ru: ${said}`])
})

test('a new version, a new translation, a new box, a new form and one that is gone are none', () => {
  const other = { en: 'Sell my address.' }
  expect(faults([{ ...box, version: '2', text: other }], [box])).toEqual([])
  expect(faults([{ ...box, text: { ...box.text, de: 'Ja.' } }], [box])).toEqual([])
  expect(faults([box, { ...box, topic: 'events', text: other }], [box])).toEqual([])
  expect(faults([], [box])).toEqual([])
  expect(consentFaults({ constructor: form([box]) }, {})).toEqual([])
})

const twice = (one: Form, kinds: ['service' | 'marketing'] | []) =>
  doubleOptInFaults({ news: one }, new Map(kinds.map((kind) => ['consent/confirm', kind]))).map(
    ({ message }) => message,
  )

test('a form that asks twice needs the mail that asks, an address, and something to ask', () => {
  const asks = form([box], { doubleOptIn: true })
  expect(twice(asks, ['service'])).toEqual([])
  expect(twice({ ...asks, doubleOptIn: false }, [])).toEqual([])
  expect(twice(asks, [])).toEqual(['needs the template that asks'])
  expect(twice(asks, ['marketing'])).toEqual([
    "the template 'consent/confirm' must be of kind service, or it waits for itself",
  ])
  expect(twice({ ...asks, fields: [] }, ['service'])).toEqual(["needs a field that goes to 'lead.email'"])
  expect(twice({ ...asks, consents: [{ ...box, purpose: 'data' }] }, ['service'])).toEqual([
    'has nothing to confirm: the box for data counts at once',
  ])
})
