import { expect, it } from 'vitest'
import { offerPage } from '../../api/pages/offer.ts'
import type { OfferPage } from '../../store/offers/read.ts'

const DUE = Date.UTC(2026, 2, 2, 13)

/** The page of an offer that a dealer took, as its words. */
function taken(more: Partial<OfferPage> = {}, calls = true): string {
  const shown = {
    offer: { id: 'o', state: 'accepted', expiresAt: DUE },
    seller: { id: 's', dealer_id: 'd', zone: 'UTC', lang: 'en' },
    story: {
      name: 'Emma',
      company: '',
      title: '',
      town: '',
      heat: 0,
      grade: '',
      thing: '',
      lines: [],
      about: [],
      words: { title: '', thing: '', about: [] },
      asked: [],
    },
    contacts: { email: 'emma@works.example', phone: '+441134960000' },
    contactDueAt: DUE,
    contactedAt: null,
    auction: null,
    call: null,
    handoffState: 'owned',
    now: DUE,
    ...more,
  } as unknown as OfferPage
  const left = { id: 'o', ms: 0, machineMs: 0 }
  return String(offerPage(shown, { base: '/o/x', lang: 'en', leadUrl: null, calls, left, said: null }).body)
}

it('says by when to call, and puts a call through, as long as nobody spoke with the lead', () => {
  expect(taken()).toContain('Please call by')
  expect(taken()).toContain('action="/o/x/call"')
  expect(taken({ contacts: { email: 'emma@works.example', phone: '' } })).not.toContain('/call"')
  expect(taken({}, false)).not.toContain('/call"')
})

it('says when they spoke, and asks for no other call', () => {
  const spoke = taken({ contactedAt: DUE })
  expect(spoke).toContain('First contact')
  expect(spoke).not.toContain('Please call by')
  expect(spoke).not.toContain('/call"')
})
