import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const SCREEN = 390
/** The least height of what a thumb presses, CSS pixels (WCAG 2.2, 2.5.8 asks for 24). */
const THUMB = 24

/** Nothing is wider than the phone, nothing is too small for a thumb, and no script is asked for. */
export async function fits(page: Page, name: string): Promise<void> {
  const shots = process.env.KINDLING_SCREENS
  if (shots) {
    await mkdir(shots, { recursive: true })
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  }
  for (const part of await page.locator('main, nav, button, input:not([type=hidden]), select').all()) {
    if (!(await part.isVisible())) continue
    const box = await part.boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? 0), `${name}: ${await part.innerText()}`).toBeLessThanOrEqual(
      SCREEN,
    )
    const type = await part.getAttribute('type')
    if (type !== 'checkbox') expect(box?.height ?? 0, name).toBeGreaterThanOrEqual(THUMB)
  }
  expect(await page.locator('script').count()).toBe(0)
}
