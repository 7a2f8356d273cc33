import { type Browser, chromium, type Page } from 'playwright-core'
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

/** A page on a phone's screen without scripts: what we serve must do without them. */
export async function phone(): Promise<Page> {
  const browser: Browser = await chromium.launch({ executablePath: inject('chromium'), args: QUIET })
  afterwards(() => browser.close())
  return browser.newPage({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false, locale: 'en-GB' })
}
