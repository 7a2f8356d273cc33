import type { Page } from 'playwright-core'

/** The words of a page. */
export const main = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? ''

/** Its button of exactly this name. */
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Presses it. */
export const press = (page: Page, name: string): Promise<void> => button(page, name).click()
