import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { projectFolder } from '../../cli/project-folder.ts'
import { drainLane } from '../../mail/drain.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { publishRelease } from '../../store/releases.ts'
import { upsertLead } from '../../store/leads.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { lockLead } from '../../store/transact.ts'
import { barriersOf } from '../harness/accessible.ts'
import { afterwards } from '../harness/afterwards.ts'
import { screen } from '../harness/browser.ts'
import { testMail, type TestMail } from '../harness/mail.ts'
import { freePort } from '../harness/ports.ts'
import { type TestStore, testStore } from '../harness/store.ts'

const SECRET = 'a secret of thirty-two letters or more'
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 900 }

let store: TestStore
let mail: TestMail
let url: string
let drain: () => Promise<unknown>

beforeAll(async () => {
  store = await testStore()
  mail = await testMail()
  const { marketing } = await loadMarketing(projectFolder)
  const newsletter = marketing?.forms.newsletter
  if (!marketing || !newsletter) throw new Error('the example marketing has faults')
  const forms = { ...marketing.forms, newsletter: { ...newsletter, doubleOptIn: true } }
  await publishRelease(store, { ...marketing, forms })
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
  const transport = smtpTransport(mail.url, { connections: 1 })
  drain = () => drainLane({ store, transport, config: { publicUrl: url, secret: SECRET } }, 'default')
  afterwards(async () => {
    await transport.close()
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
})

/** A picture of the page for whoever wants to look: `SHOTS=<folder>`. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** Links of the last mail to this address, by the path that they begin with. */
const linkOf = (email: string, path: string): string => {
  const html = mail.received.filter((one) => one.to.includes(email)).at(-1)?.mail.html ?? ''
  const link = [...html.matchAll(/href="([^"]+)"/g)]
    .map((one) => one[1] ?? '')
    .find((one) => one.includes(path))
  if (!link) throw new Error(`no link ${path}`)
  return link
}

async function reader(email: string, lang: string): Promise<string> {
  const yes = { purpose: 'marketing' as const, source: 'fair', text: 'Yes.' }
  const { id } = await upsertLead(store, { email, lang, name: 'Вера Ёлкина', consents: [yes] })
  await inMoment(
    store,
    (tx) => lockLead(tx, id),
    (m) =>
      queueMessage(m, {
        key: `mail-${id}`,
        leadId: id,
        sellerId: null,
        source: 'journey',
        template: 'welcome/again',
      }),
  )
  await drain()
  return id
}
/** What has the focus, and how that is shown. */
const FOCUS = `(() => {
  const at = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(at)
  return {
    name: [at.tagName.toLowerCase(), at.name, at.value].filter(Boolean).join(' '),
    outline: outlineStyle + ' ' + outlineWidth,
  }
})()`

const heading = (page: Page) => page.locator('h1').textContent()

test.each([
  ['phone', PHONE, false],
  ['phone, dark', PHONE, true],
  ['desk', DESK, false],
  ['desk, dark', DESK, true],
] as const)('every page of choice is open to everybody: %s', async (name, size, dark) => {
  const page = await screen({ ...size, dark, locale: 'en-GB' })
  const email = `reader-${name.replace(/\W+/g, '-')}@plant.example`
  const id = await reader(email, 'ru')
  const look = async (what: string) => {
    await shot(page, `${what}-${name.replace(/\W+/g, '-')}`)
    expect(await barriersOf(page), `${what} ${name}`).toEqual([])
  }
  await page.goto(linkOf(email, '/m/u/'))
  await page.locator('summary').click()
  await look('unsubscribe')
  await page.goto(linkOf(email, '/m/p/'))
  await page.locator('summary').click()
  await look('preferences')
  await page.locator('button[value=pause]').click()
  await look('preferences-saved')
  await page.goto(`${linkOf(email, '/m/p/')}?lang=en`)
  await look('preferences-en')
  await page.goto(linkOf(email, '/m/u/'))
  await page.locator('button[value=topic]').click()
  await look('unsubscribed')
  await page.goto(`${url}/m/p/x.y`)
  await look('gone')
  await page.goto(linkOf(email, '/m/v/'))
  await shot(page, `view-${name.replace(/\W+/g, '-')}`)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(
    (await store.db.selectFrom('leads').select('hush_until').where('id', '=', id).executeTakeFirst())
      ?.hush_until,
  ).toBeGreaterThan(store.clock.read())

  await page.goto(`${url}/f/newsletter?lang=ru`)
  await look('form')
  const asked = `asked-${email}`
  await page.locator('[name=email]').fill(asked)
  await page.locator('[name=consent_data]').check()
  await page.locator('[name=consent_marketing]').check()
  await page.locator('button[type=submit]').click()
  await look('thanks')
  await drain()
  await page.goto(linkOf(asked, '/m/a/'))
  await look('confirm')
  await page.locator('button[type=submit]').click()
  await look('confirmed')
})

test('the keyboard alone is enough to choose less and to save it, and the focus is seen', async () => {
  const page = await screen(DESK)
  const email = 'keyboard@plant.example'
  const id = await reader(email, 'en')
  await page.goto(linkOf(email, '/m/p/'))
  const seen: string[] = []
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Tab')
    const { name, outline } = await page.evaluate<{ name: string; outline: string }>(FOCUS)
    if (name === 'body' || (seen.length > 0 && name === seen[0])) break
    expect(outline, name).toBe('solid 3px')
    seen.push(name)
    if (name === 'input topic news') await page.keyboard.press('Space')
    if (name === 'input fewer yes') await page.keyboard.press('Space')
    if (name === 'summary') await page.keyboard.press('Enter')
    if (name.startsWith('input reason')) await page.keyboard.press('Space')
  }
  expect(seen).toEqual([
    'a',
    'input topic news',
    'input topic events',
    'input topic clients',
    'input topic service',
    'input topic know-how',
    'input fewer yes',
    'summary',
    'input reason too-many',
    'button what save',
    'button what none',
    'button what pause',
  ])
  // Enter in a field is the first button: save.
  await page.locator('[name=fewer]').focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('[role=status]').count()).toBe(1)
  expect(await page.locator('[value=news]:not([type=hidden])').isChecked()).toBe(false)
  expect(await page.locator('[name=fewer]').isChecked()).toBe(true)
  const fact = await store.db
    .selectFrom('facts')
    .select('props')
    .where('lead_id', '=', id)
    .where('type', '=', 'preferences.changed')
    .executeTakeFirstOrThrow()
  expect(fact.props).toEqual({ no: ['news'], pace: 'fewer', reason: 'too-many', message: `mail-${id}` })
})

test('two tabs: the older page says what it was asked to, and takes nothing back', async () => {
  const [one, two] = [await screen(PHONE), await screen(DESK)]
  const email = 'tabs@plant.example'
  await reader(email, 'ru')
  const link = linkOf(email, '/m/p/')
  await one.goto(link)
  await two.goto(link)
  await one.locator('[type=checkbox][value=know-how]').uncheck()
  await one.locator('button[value=save]').click()
  await two.locator('[name=fewer]').check()
  await two.locator('button[value=save]').click()
  expect(await heading(two)).toBe('О чём вам писать?')
  expect(await two.locator('[type=checkbox][value=know-how]').isChecked()).toBe(false)
  expect(await two.locator('[name=fewer]').isChecked()).toBe(true)
})
