import { chromium, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { afterwards } from './afterwards.ts'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Machine time for a browser to start and for a page to answer, on a machine that is busy with other tests. */
const PATIENCE_MS = 180_000

/** A page on a screen of this size, light or dark, without scripts. */
export async function screen({
  width,
  height,
  dark = false,
  locale = 'en-GB',
}: {
  width: number
  height: number
  dark?: boolean
  locale?: string
}): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: inject('chromium'),
    args: QUIET,
    timeout: PATIENCE_MS,
  })
  afterwards(() => browser.close())
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: false,
    locale,
  })
  page.setDefaultTimeout(PATIENCE_MS)
  return page
}

/** A page on a phone's screen without scripts: what we serve must do without them. */
export const phone = (): Promise<Page> => screen({ width: 390, height: 844 })
