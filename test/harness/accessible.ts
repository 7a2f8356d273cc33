import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/**
 * What on a page keeps people out, in words: the rules of WCAG 2.2 AA that a program can judge. An empty list says
 * nothing of those that only a person can.
 */
export async function barriersOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(await readFile(join(import.meta.dirname, 'barriers.mjs'), 'utf8'))
}
