import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { domainToASCII } from 'node:url'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { projectFolder } from '../../cli/project-folder.ts'
import { signToken } from '../../mail/tokens.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { publishRelease } from '../../store/releases.ts'
import { afterwards } from '../harness/afterwards.ts'
import { phone } from '../harness/browser.ts'
import { freePort } from '../harness/ports.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'

const SECRET = 'a secret of thirty-two letters or more'
const HOUR = 3_600_000

let store: TestStore
let page: Page
let url: string
let seller: string

beforeAll(async () => {
  store = await testStore()
  const { marketing } = await loadMarketing(projectFolder)
  if (!marketing) throw new Error('the example marketing has faults')
  await publishRelease(store, marketing)
  const made = await store.db
    .insertInto('sellers')
    .values({ email: 'petrov@verstak.example', name: 'Ivan Petrov', created_at: new Date(MONDAY) })
    .returning('id')
    .executeTakeFirstOrThrow()
  seller = made.id
  const dataDir = await mkdtemp(join(tmpdir(), 'kindling-pages-'))
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  const app = await buildApp({
    store,
    publicUrl: url,
    dataDir,
    documentsDir: join(projectFolder, 'marketing', 'documents'),
    secret: SECRET,
    clickQuarantineSeconds: 10,
    temporalUp: async () => true,
  })
  await app.listen({ port, host: '127.0.0.1' })
  afterwards(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  page = await phone()
})

const leadOf = (email: string) =>
  store.db.selectFrom('leads').selectAll().where('email', '=', email).executeTakeFirst()
const fits = async () => {
  const { width } = (await page.locator('main').boundingBox()) ?? { width: Number.POSITIVE_INFINITY }
  expect(width).toBeLessThanOrEqual(390)
}

async function sendTender(email: string): Promise<void> {
  await page.goto(`${url}/f/tender?lang=ru`)
  await fits()
  await page.locator('[name=name]').fill('Борис Ёлкин')
  await page.locator('[name=email]').fill(email)
  await page.locator('[name=interest]').selectOption('presses')
  await page.locator('[name=specification]').setInputFiles({
    name: 'Задание на пресс.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
  })
  await page.locator('[name=consent_data]').check()
  await page.locator('button[type=submit]').click()
}

test('an enquiry is sent from a phone in Russian, and the page says by when somebody answers', async () => {
  await sendTender('boris@завод.рф')
  await expect.poll(() => page.locator('h1').textContent()).toContain('Спасибо')
  expect(await page.locator('time').count()).toBe(1)
  await fits()
  const lead = await leadOf(`boris@${domainToASCII('завод.рф')}`)
  expect(lead?.name).toBe('Борис Ёлкин')
  const files = await store.db
    .selectFrom('files')
    .select(['name', 'type'])
    .where('lead_id', '=', lead?.id ?? '')
    .execute()
  expect(files).toEqual([{ name: 'Задание на пресс.pdf', type: 'application/pdf' }])
  const mail = await store.db
    .selectFrom('messages')
    .select(['template', 'lang'])
    .where('lead_id', '=', lead?.id ?? '')
    .execute()
  expect(mail).toContainEqual(expect.objectContaining({ template: 'tender/received' }))
})

test('without the consent that is needed nothing is sent', async () => {
  await page.goto(`${url}/f/tender?lang=en`)
  await page.locator('[name=name]').fill('Ann')
  await page.locator('[name=email]').fill('ann@plant.example')
  await page.locator('[name=interest]').selectOption('saws')
  await page.locator('button[type=submit]').click()
  expect(new URL(page.url()).pathname).toBe('/f/tender')
  expect(await page.locator('[name=email]').inputValue()).toBe('ann@plant.example')
  expect(await leadOf('ann@plant.example')).toBeUndefined()
})

test('a seller takes the lead on a phone, and only then sees how to reach it', async () => {
  await sendTender('vera@plant.example')
  const lead = await leadOf('vera@plant.example')
  const handoff = await store.db
    .selectFrom('handoffs')
    .select('id')
    .where('lead_id', '=', lead?.id ?? '')
    .executeTakeFirstOrThrow()
  await handoffTurn(store, handoff.id)
  const offer = await store.db
    .selectFrom('offers')
    .select('id')
    .where('handoff_id', '=', handoff.id)
    .executeTakeFirstOrThrow()
  const token = signToken(SECRET, 'offer', { id: offer.id, seller }, store.clock.read() + HOUR)

  await page.goto(`${url}/o/${token}`)
  await fits()
  expect(await page.locator('main').textContent()).not.toContain('vera@plant.example')
  await page.locator('button[type=submit]').first().click()
  expect(await page.locator('main').textContent()).toContain('vera@plant.example')
  const { state, owner_id } = await store.db
    .selectFrom('handoffs')
    .select(['state', 'owner_id'])
    .where('id', '=', handoff.id)
    .executeTakeFirstOrThrow()
  expect({ state, owner_id }).toEqual({ state: 'owned', owner_id: seller })
})
