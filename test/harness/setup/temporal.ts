import { findTemporal } from '../../../start/temporal.mjs'

/** Fetches the Temporal server before any test is timed; tests start their own from it. */
export default async function setup(): Promise<void> {
  await findTemporal((doing: string) => process.stderr.write(`${doing}\n`))
}
