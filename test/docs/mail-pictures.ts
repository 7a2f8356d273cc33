// `node test/docs/mail-pictures.ts`: makes the pictures of docs/mail-looks.md anew, with the browser in CHROMIUM or of this machine.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { exampleMails } from '../mail/example-mails.ts'

const OUT = join(import.meta.dirname, '..', '..', 'docs', 'images', 'mail')
const MAILS = ['play/breakfast.en', 'event/invite.ru', 'sales/offer.en']
const AT = Date.parse('2026-12-01T09:00:00Z')

interface Look {
  name: string
  width: number
  dark?: boolean
  images?: false
}

const LOOKS: Look[] = [
  { name: 'light', width: 680 },
  { name: 'dark', width: 680, dark: true },
  { name: 'phone', width: 375 },
  { name: 'images-off', width: 680, images: false },
]

async function picture(
  browser: Browser,
  html: string,
  { name, width, dark, images }: Look,
  of: string,
): Promise<void> {
  const page = await browser.newPage({
    viewport: { width, height: 400 },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: false,
  })
  // Nothing comes from the network: with images off none is drawn, otherwise a grey point stands where one would be.
  await page.route('**', (route) =>
    images === false || route.request().resourceType() !== 'image'
      ? route.abort()
      : route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
  )
  await page.setContent(html)
  await page.screenshot({ path: join(OUT, `${of.replace('/', '-')}.${name}.png`), fullPage: true })
  await page.close()
}

const mails = await exampleMails(AT)
await mkdir(OUT, { recursive: true })
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
for (const wanted of MAILS) {
  const mail = mails.find(({ name }) => name === wanted)
  if (!mail) throw new Error(`no example mail is called ${wanted}`)
  for (const look of LOOKS) await picture(browser, mail.words.html, look, wanted)
}
await browser.close()
