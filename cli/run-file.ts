import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { dataFolder } from '../config.ts'
import { UsageError } from './output.ts'

const shape = z.object({
  api: z.string(),
  mail: z.string(),
  smtp: z.string(),
  temporal: z.string(),
  database: z.string(),
  pids: z.record(z.string(), z.number()),
})

/** Where the parts of the system that runs on this machine listen. */
export type RunFile = z.infer<typeof shape>

/**
 * What a running `npm start` wrote about itself.
 * @throws UsageError where nothing runs.
 */
export function readRunFile(): RunFile {
  const file = join(dataFolder(process.env), 'run.json')
  if (!existsSync(file))
    throw new UsageError(
      'Kindling does not run here. Start it with `npm start`, or set KINDLING_API_URL and KINDLING_API_KEY.',
    )
  const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new UsageError(`${file} cannot be read. Stop Kindling and start it again.`)
  return parsed.data
}

/** The API and its key: from the environment, else of what runs on this machine. */
export function apiOf(env: NodeJS.ProcessEnv = process.env): { url: string; key: string } {
  const url = env.KINDLING_API_URL ?? readRunFile().api
  const file = join(dataFolder(env), 'api-key')
  const key = env.KINDLING_API_KEY ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : null)
  if (!key)
    throw new UsageError(`There is no API key in ${file}. Start Kindling once, or set KINDLING_API_KEY.`)
  return { url: url.replace(/\/+$/, ''), key }
}
