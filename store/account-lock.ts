import type { Release } from '../core/release/release.ts'
import type { Tx } from './database.ts'
import { looksAtCompany } from './needs.ts'
import { newestRelease } from './releases.ts'

const known = new WeakMap<Release, boolean>()

/** Whether some plan of the release judges by what the whole company did. */
export function companyMatters(release: Release): boolean {
  const before = known.get(release)
  if (before !== undefined) return before
  const matters = release.plans.some((plan) => looksAtCompany(plan, release))
  known.set(release, matters)
  return matters
}

/**
 * How a transaction about one person locks the person's company. Shared, as long as no plan looks at the company. Where
 * one does, the row is taken for itself: any fact may start or wake such a plan, a shared lock cannot be raised later
 * without two colleagues waiting for each other, and a colleague's call and a colleague's turn must not miss each other.
 */
export async function accountLock(tx: Tx): Promise<'share' | 'update'> {
  const release = await newestRelease(tx).catch(() => null)
  return release && companyMatters(release) ? 'update' : 'share'
}
