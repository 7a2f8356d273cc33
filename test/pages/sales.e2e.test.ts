import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { projectFolder } from '../../cli/project-folder.ts'
import type { Terms } from '../../core/sales/terms.ts'
import { signToken } from '../../mail/tokens.ts'
import { hearCall } from '../../store/calls/event.ts'
import { createDealer } from '../../store/dealers/dealers.ts'
import { createHandoff } from '../../store/handoffs/create.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { upsertLead } from '../../store/leads.ts'
import { inMoment } from '../../store/moment.ts'
import { publishRelease } from '../../store/releases.ts'
import { createSeller } from '../../store/sellers.ts'
import { openTask } from '../../store/tasks.ts'
import { lockLead } from '../../store/transact.ts'
import { afterwards } from '../harness/afterwards.ts'
import { phone } from '../harness/browser.ts'
import { freePort } from '../harness/ports.ts'
import { type TestStore, testStore } from '../harness/store.ts'
import { until } from '../harness/until.ts'
import { FIGURES } from './dealer-figures.ts'
import { fits } from './fits.ts'
import { button, main, press } from './on-page.ts'

const SECRET = 'a secret of thirty-two letters or more'
const SECOND = 1000
const HOUR = 3_600_000

let store: TestStore
let url: string
/** Calls that the exchange was asked to put through. */
const calls: string[] = []

const { marketing } = await loadMarketing(projectFolder)
if (!marketing) throw new Error('the example marketing has faults')

// Who is asked first, and at what hour, is a matter of all dealers and of the clock: each test has its own.
beforeEach(async () => {
  store = await testStore()
  await publishRelease(store, marketing)
  const dataDir = await mkdtemp(join(tmpdir(), 'kindling-sales-'))
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  const app = await buildApp({
    store,
    publicUrl: url,
    dataDir,
    documentsDir: join(projectFolder, 'marketing', 'documents'),
    secret: SECRET,
    clickQuarantineSeconds: 10,
    telephony: {
      name: 'test',
      connect: async ({ id }) => {
        calls.push(id)
        return { providerCall: `x-${id}` }
      },
    },
    temporalUp: async () => true,
  })
  await app.listen({ port, host: '127.0.0.1' })
  afterwards(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
})

let count = 0
async function dealer(name: string, stars: number, who: { lang: string; zone: string; country: string }) {
  await createDealer(store, {
    name,
    figures: FIGURES[stars] ?? {},
    zone: who.zone,
    country: who.country,
  })
  const email = `person${++count}@dealer.example`
  const person = await createSeller(store, {
    email,
    name: name.startsWith('Сибирь') ? 'Олег Крылов' : `${name} Sales`,
    dealer: name,
    phone: who.country === 'RU' ? '+73832000000' : '+442079460000',
    ...who,
  })
  return { ...person, name, email }
}

async function lead(more: object = {}): Promise<string> {
  const { id } = await upsertLead(store, {
    email: `vera.${++count}@sibpress.example`,
    phone: '+79161234567',
    name: 'Вера Ильина',
    title: 'Главный инженер',
    lang: 'ru',
    country: 'RU',
    city: 'Новосибирск',
    consents: [{ purpose: 'dealers', source: 'test', text: 'yes' }],
    ...more,
  })
  return id
}

async function handedOver(leadId: string, terms: Terms): Promise<string> {
  const { id } = await createHandoff(store, { lead: leadId, terms })
  await handoffTurn(store, id)
  return id
}

/** The link of the newest mail of this template to this seller or lead, as the mail would hold it. */
async function linkIn(template: string, to: { seller?: string; lead?: string }): Promise<string> {
  const row = await until(() =>
    store.db
      .selectFrom('messages')
      .select('vars')
      .where('template', '=', template)
      .$if(to.seller !== undefined, (q) => q.where('seller_id', '=', to.seller ?? ''))
      .$if(to.lead !== undefined, (q) =>
        q.where('lead_id', '=', to.lead ?? '').where('seller_id', 'is', null),
      )
      .orderBy('queued_at', 'desc')
      .executeTakeFirst(),
  )
  const { page, until: good, ...grant } = row.vars.page as { page: 'sign-in' | 'call'; until: number }
  return `${url}/${page === 'call' ? 'c' : 'my/in'}/${signToken(SECRET, page, grant, good)}`
}

async function signedIn({ id, email }: { id: string; email: string }): Promise<Page> {
  const page = await phone()
  await page.goto(`${url}/my`)
  await page.locator('[name=email]').fill(email)
  await page.locator('button[type=submit]').click()
  await page.goto(await linkIn('sales/sign-in', { seller: id }))
  await page.locator('button[type=submit]').click()
  expect(new URL(page.url()).pathname).toBe('/my')
  return page
}

const russia = { lang: 'ru', zone: 'Asia/Novosibirsk', country: 'RU' }
const london = { lang: 'en', zone: 'Europe/London', country: 'GB' }

test('Novosibirsk: the best dealer of five has it alone for two hours; a talk of 75 seconds opens the contacts', async () => {
  const five = await dealer('Сибирь 5', 5, russia)
  for (const stars of [4, 3, 2, 1]) await dealer(`Сибирь ${stars}`, stars, russia)
  const id = await lead()
  await handedOver(id, { mode: 'offer', alone: '2 hours', then: 'house', talkSeconds: 75 })
  const asked = await store.db.selectFrom('offers').select('seller_id').execute()
  expect(asked).toEqual([{ seller_id: five.id }])

  const rated = await store.db.selectFrom('dealers').select('stars').orderBy('name', 'desc').execute()
  expect(rated.map(({ stars }) => stars)).toEqual([5, 4, 3, 2, 1])

  const page = await signedIn(five)
  await page.locator('summary', { hasText: 'Ваши звёзды: 5,0' }).click()
  await fits(page, 'offers-ru')
  expect(await main(page)).toMatch(/продажи наших станков, £ \(300\s000\) ÷ 200\s000, от 0 до 1,5 = 1,5/)
  expect(await main(page)).toContain('Осталось: 2 ч')
  const secondsLeft = async () =>
    Number(
      await page.evaluate("getComputedStyle(document.querySelector('.clock')).getPropertyValue('--left')"),
    )
  await expect.poll(secondsLeft).toBeLessThan(2 * 3600)
  await page.locator('.cards a').first().click()
  await fits(page, 'offer-ru')
  const offer = await main(page)
  expect(offer).toContain('Новосибирск')
  for (const secret of ['Вера', 'Ильина', 'sibpress', '9161234567']) expect(offer).not.toContain(secret)

  await press(page, 'Позвонить')
  await fits(page, 'calling-ru')
  expect(await main(page)).toContain('Сейчас мы вам позвоним')
  const call = calls.at(-1) ?? ''
  await hearCall(store, 'test', { call, type: 'answered' })
  store.clock.advance(75 * SECOND)
  await page.getByRole('link', { name: 'Обновить' }).click()
  expect(await main(page)).not.toContain('9161234567')
  await hearCall(store, 'test', { call, type: 'ended' })
  await page.reload()
  await fits(page, 'taken-ru')
  expect(await main(page)).toContain('+79161234567')
  expect(await main(page)).toContain('Вера Ильина')
})

test('London: from 100 pounds over 115 and 120 to 130, and the highest bid alone gets the contacts', async () => {
  const [north, south] = [await dealer('North Presses', 3, london), await dealer('South Presses', 3, london)]
  const id = await lead({
    email: 'emma.clarke@thames-steel.example',
    name: 'Emma Clarke',
    title: 'Head of Production',
    city: 'Manchester',
    country: 'GB',
    lang: 'en',
    phone: '+441134960000',
  })
  const handoff = await handedOver(id, {
    mode: 'auction',
    dealers: [north.name, south.name],
    floor: { amount: 10_000, currency: 'GBP' },
    step: 500,
    for: '1 day',
    callWithin: '4 hours',
    unsold: 'house',
  })
  const [one, other] = [await signedIn(north), await signedIn(south)]
  for (const page of [one, other]) await page.locator('.cards a').first().click()
  await fits(one, 'auction-en')
  expect(await main(one)).toContain('£100.00')

  const bid = async (page: Page, amount: string) => {
    await page.locator('[name=amount]').fill(amount)
    await press(page, 'Bid')
  }
  await bid(one, '115')
  expect(await main(one)).toContain('£115.00 (yours)')
  await bid(other, '117')
  await fits(other, 'bid-low-en')
  expect(await main(other)).toContain('Somebody bid more meanwhile')
  await bid(other, '120')
  await one.reload()
  await bid(one, 'a lot')
  expect(await main(one)).toContain('Please write an amount like 120.50')
  await bid(one, '130')
  await fits(one, 'bid-leads-en')
  expect(await main(one)).toContain('£130.00 (yours)')
  expect(await main(one)).not.toContain('Emma')

  store.clock.advance(24 * HOUR)
  await handoffTurn(store, handoff)
  for (const page of [one, other]) await page.reload()
  await fits(one, 'won-en')
  expect(await main(one)).toContain('+441134960000')
  await fits(other, 'lost-en')
  expect(await main(other)).toContain('This offer is over')
  const bids = await store.db.selectFrom('bids').select(['amount', 'state']).orderBy('amount').execute()
  expect(bids).toEqual([
    { amount: 11_500, state: 'lost' },
    { amount: 12_000, state: 'lost' },
    { amount: 13_000, state: 'won' },
  ])

  await one.getByRole('link', { name: 'What came of it?' }).click()
  await fits(one, 'won-lead-en')
  expect(await main(one)).toContain('Owed for it: £130.00')
  await press(one, 'Call')
  expect(await main(one)).toContain('We ring you now')
  expect(new URL(one.url()).pathname).toMatch(/^\/my\/leads\//)
  await hearCall(store, 'test', { call: calls.at(-1) ?? '', type: 'missed' })
  await one.reload()
  expect(await main(one)).toContain('Nobody picked up')
  await press(one, 'I spoke with them')
  expect(await button(one, 'Call').count()).toBe(0)
})

test('an own lead: what it is sent next is seen and held, the first talk noted, a task done, the outcome said', async () => {
  const anna = await createSeller(store, {
    email: 'anna@works.example',
    name: 'Anna Orlova',
    zone: 'UTC',
    lang: 'en',
  })
  const id = await lead({
    name: 'John Hill',
    lang: 'en',
    city: 'Leeds',
    country: 'GB',
    phone: '+441134960001',
  })
  await startJourney(store, { sequence: 'welcome', lead: id })
  await handedOver(id, { mode: 'assign', sellers: ['anna@works.example'] })
  await inMoment(
    store,
    (tx) => lockLead(tx, id),
    (m) =>
      openTask(m, {
        leadId: id,
        accountId: null,
        step: 'call',
        name: 'send-the-drawing',
        sellerId: anna.id,
        dueAt: m.now + HOUR,
        note: 'They asked for the 100 t press',
        per: 'lead',
      }),
  )
  const page = await signedIn({ ...anna, email: 'anna@works.example' })
  await page.locator('.cards a').first().click()
  await press(page, 'I take this lead')
  await page.getByRole('link', { name: 'My leads' }).click()
  await fits(page, 'leads-en')
  await page.locator('.cards a').first().click()
  await fits(page, 'lead-en')
  expect(await main(page)).toContain('+441134960001')
  // Who is of the house has the number, and calls as he likes.
  expect(await button(page, 'Call').count()).toBe(0)
  expect(await page.getByRole('heading', { name: 'What they will be sent next' }).count()).toBe(1)

  await press(page, 'Hold it for a week')
  await fits(page, 'held-en')
  expect(await main(page)).toContain('You hold it until')
  const held = await store.db
    .selectFrom('leads')
    .select('hush_until')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(held.hush_until).toBe(store.clock.read() + 7 * 24 * HOUR)
  await press(page, 'Let it go on')
  expect(await main(page)).not.toContain('You hold it until')
  await press(page, 'I spoke with them')
  expect(await main(page)).toContain('First contact')
  await page.locator('summary', { hasText: 'Plan the next step' }).click()
  await page.locator('[name=step]').fill('Send the drawing')
  await page.locator('[name=day]').fill('2026-03-10')
  await page.locator('details[open] button').click()
  expect(await main(page)).toContain('Next step: Send the drawing Tuesday 10 March, 09:00')

  await page.getByRole('link', { name: 'Tasks' }).click()
  await fits(page, 'tasks-en')
  await press(page, 'Done')
  expect(await main(page)).toContain('Nothing to do')

  await page.getByRole('link', { name: 'My leads' }).click()
  await page.locator('.cards a').first().click()
  await page.locator('summary', { hasText: 'Sold' }).click()
  await fits(page, 'outcome-en')
  await press(page, 'Save: Sold')
  expect(await main(page)).toContain('Outcome: Sold')
})

test('somebody met at a fair becomes the seller’s own lead, and hears who calls', async () => {
  const ivan = await createSeller(store, {
    email: 'ivan@works.example',
    name: 'Иван Петров',
    zone: 'Europe/Moscow',
    country: 'RU',
    lang: 'ru',
  })
  const page = await signedIn({ ...ivan, email: 'ivan@works.example' })
  await page.getByRole('link', { name: 'Добавить' }).click()
  await fits(page, 'met-ru')
  await page.locator('[name=name]').fill('Пётр Сомов')
  await page.locator('[name=phone]').fill('12')
  await page.locator('[name=where]').fill('Металлообработка 2026')
  await page.locator('[name=note]').fill('Нужен листогиб до осени')
  await page.locator('[name=agreed]').check()
  await press(page, 'Сохранить')
  await fits(page, 'met-fault-ru')
  expect(await main(page)).toContain('Укажите номер с кодом страны')
  await page.locator('[name=phone]').fill('8 916 765-43-21')
  await page.locator('[name=email]').fill('somov@zavod.example')
  await press(page, 'Сохранить')
  await fits(page, 'met-saved-ru')
  await page.getByRole('link', { name: 'Мои заявки' }).first().click()
  expect(await main(page)).toContain('Пётр Сомов')
  await page.locator('.cards a').first().click()
  expect(await main(page)).toContain('+79167654321')
  expect(await main(page)).toContain('Металлообработка 2026')
})

test('the lead sees who calls and by when, and refuses with one button', async () => {
  const five = await dealer('Урал 5', 5, russia)
  const id = await lead()
  const handoff = await handedOver(id, {
    mode: 'offer',
    dealers: [five.name],
    alone: '2 hours',
    then: 'house',
  })
  const page = await phone()
  await page.goto(await linkIn('sales/partners', { lead: id }))
  await fits(page, 'call-choosing-ru')
  expect(await main(page)).toContain('Как только кто-то за него возьмётся')

  const seller = await signedIn(five)
  await seller.locator('.cards a').first().click()
  await press(seller, 'Беру')
  await page.goto(await linkIn('sales/who-calls', { lead: id }))
  await fits(page, 'call-ru')
  expect(await main(page)).toContain('Урал 5')
  expect(await main(page)).toContain('Вам позвонят не позднее')

  await press(page, 'Не звоните мне')
  await fits(page, 'call-refused-ru')
  expect(await page.locator('h1').textContent()).toBe('Вам не будут звонить')
  const row = await store.db
    .selectFrom('handoffs')
    .select(['state', 'outcome'])
    .where('id', '=', handoff)
    .executeTakeFirst()
  expect(row).toEqual({ state: 'closed', outcome: 'refused' })
  await seller.reload()
  expect(await main(seller)).not.toContain('+79161234567')
})
