import { expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { figure, plus } from '../../core/language/rating.ts'
import type { Route } from '../../core/release/release.ts'
import { signToken } from '../../mail/tokens.ts'
import { instant } from '../../store/database.ts'
import { sendDigests } from '../../store/digest/send.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { addKey } from '../../store/keys.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { createSeller } from '../../store/sellers.ts'
import { changeSeller } from '../../store/staff/change-seller.ts'
import { dealerScene, HOUR, OFFER } from '../store/dealer-scene.ts'
import { routing } from '../store/sales-scene.ts'

const SECRET = 'a secret for tests, long enough to sign with'
const KEY = 'a-key-of-the-house-for-these-tests-only'
const both = (en: string, ru: string) => ({ en, ru })

/** A company whose marketing says everything in two languages, and whose people read Russian. */
async function russians() {
  const sales = routing.sales as Route
  const lost = {
    label: both('Lost', 'Отказ'),
    reasons: [{ name: 'small budget', label: both('small budget', 'маленький бюджет') }, 'unlabelled'],
    toMarketer: ['small budget'],
  }
  const s = await dealerScene(OFFER, plus(1, figure('sales'), figure('bikes')), {
    routing: {
      sales: {
        ...sales,
        rules: [{ name: 'to dealers', terms: OFFER }],
        about: { line: 'lead.interest' },
        dispositions: { ...sales.dispositions, lost },
      },
    },
    public: ['lead.industry', 'lead.interest'],
    things: { enquiry: [] },
    labels: {
      figures: { bikes: both('bikes', 'велосипеды') },
      things: { enquiry: both('enquiry', 'запрос') },
      fields: { 'lead.industry': both('Industry', 'Отрасль') },
      values: {
        'lead.industry': { metal: both('metal', 'металлообработка') },
        'lead.interest': { presses: both('presses', 'прессы') },
      },
    },
  })
  const app = await buildApp({
    store: s.store,
    publicUrl: 'http://kindling.test',
    dataDir: '/nowhere',
    documentsDir: '/nowhere',
    secret: SECRET,
    clickQuarantineSeconds: 0,
    temporalUp: async () => true,
  })
  const now = s.store.clock.read()
  await addKey(s.store.db, KEY, 'house', ['read', 'write', 'admin'], now)
  const dealer = await s.dealer('five', 3)
  await changeSeller(s.store, dealer.person, { lang: 'ru' })
  const page = async (kind: 'offer' | 'handoff', id: string) => {
    const token = signToken(SECRET, kind, { id, seller: dealer.person }, now + 24 * HOUR)
    return (await app.inject({ url: `/${kind === 'offer' ? 'o' : 'h'}/${token}` })).body
  }
  const read = async (url: string) =>
    (await app.inject({ url, headers: { authorization: `Bearer ${KEY}` } })).json()
  const lead = await s.lead()
  await s.store.db
    .updateTable('leads')
    .set({
      fields: JSON.stringify({ industry: 'metal', interest: ['presses'] }),
      title: 'Head of production',
      fit: 90,
    })
    .where('id', '=', lead)
    .execute()
  const { id } = await s.open(lead, { thing: 'enquiry:E1' })
  await s.turn(id)
  return { s, dealer, lead, id, offer: await s.offerTo(id, dealer.person), page, read }
}

test('an offer is read in the reader’s language on its page and in its mail; programs get the names beside it', async () => {
  const { s, dealer, offer, page, read } = await russians()
  const shown = await page('offer', offer)
  for (const [label, text] of [
    ['Продукт', 'прессы'],
    ['Отрасль', 'металлообработка'],
    ['Должность', 'руководитель'],
    ['О чём', 'запрос'],
  ])
    expect(shown).toContain(`<dt>${label}</dt><dd>${text}</dd>`)
  expect(shown).not.toMatch(/presses|metal|industry|enquiry/)
  const mail = await s.store.db
    .selectFrom('messages')
    .select('vars')
    .where('seller_id', '=', dealer.person)
    .where('template', '=', 'sales/offer')
    .executeTakeFirstOrThrow()
  expect(mail.vars.story).toMatchObject({
    title: 'руководитель',
    thing: 'запрос',
    about: ['Продукт: прессы', 'Отрасль: металлообработка'],
  })
  expect((await read(`/v1/offers/${offer}`)).story).toMatchObject({
    title: 'head',
    thing: 'enquiry',
    about: ['line: presses', 'industry: metal', 'interest: presses'],
    words: { title: 'руководитель', about: [{ label: 'Продукт', text: 'прессы' }, { label: 'Отрасль' }] },
  })
})

test('a reason is chosen, told, counted and handed on in the reader’s language, and kept by its name', async () => {
  const { s, dealer, lead, id, offer, page, read } = await russians()
  const marketer = await createSeller(s.store, {
    email: 'mark@works.example',
    name: 'mark',
    zone: 'UTC',
    role: 'marketer',
    lang: 'ru',
  })
  await acceptOffer(s.store, offer, dealer.person)
  const form = await page('handoff', id)
  expect(form).toContain(
    '<option value="small budget">маленький бюджет</option><option value="unlabelled">unlabelled</option>',
  )
  await noteContact(s.store, id, { sellerId: dealer.person })
  await dispose(s.store, id, { outcome: 'lost', reason: 'small budget' }, { sellerId: dealer.person })
  expect(await page('handoff', id)).toContain('Отказ (маленький бюджет)')
  expect(await read(`/v1/handoffs/${id}`)).toMatchObject({
    outcome: 'lost',
    reason: 'small budget',
    labels: { outcome: both('Lost', 'Отказ'), reason: both('small budget', 'маленький бюджет') },
  })
  expect(await read('/v1/quality?by=route')).toMatchObject({
    rows: [{ reasons: { 'lost: small budget': 1 } }],
    labels: { reasons: { 'lost: small budget': both('small budget', 'маленький бюджет') } },
  })
  expect((await read('/v1/tasks')).tasks).toMatchObject([
    { name: 'another-offer', seller: marketer.id, note: 'Отказ (маленький бюджет)' },
  ])
  await s.store.db.updateTable('leads').set({ source: 'выставка' }).where('id', '=', lead).execute()
  // Its rest is over long ago: nobody looks after it.
  await s.store.db
    .updateTable('rests')
    .set({ until: instant(s.store.clock.read()) })
    .execute()
  // The first tells what came of it, the second who has been adrift for a day.
  for (const day of ['03', '04']) {
    s.store.clock.set(`2026-03-${day}T08:00:00Z`)
    await sendDigests(s.store)
  }
  const digests = await s.store.db
    .selectFrom('messages')
    .select('vars')
    .where('seller_id', '=', marketer.id)
    .where('template', '=', 'sales/digest')
    .execute()
  const said = JSON.stringify(digests.map(({ vars }) => vars.sections))
  expect(said).toContain('выставка, Отказ (маленький бюджет), 1')
  expect(said).toContain('пауза закончилась')
  expect(said).toContain('Подобрать компании другое предложение')
  expect(said.replaceAll(/"[a-z]+":|[0-9a-f-]{36}|[0-9a-f]{8}/g, '')).not.toMatch(/[a-z]{3,}/i)
})

test('a dealer reads what makes its stars in its own language, in numbers as they are written there', async () => {
  const { dealer, read } = await russians()
  const [shown] = (await read('/v1/dealers')).dealers
  expect(shown).toMatchObject({
    id: dealer.id,
    why: [
      { text: '1' },
      { text: 'sales 3', words: { en: 'sales (3) = 3', ru: 'продажи (3) = 3' } },
      { text: 'bikes not known', words: { ru: 'велосипеды (нет данных) = 0' } },
    ],
  })
})
