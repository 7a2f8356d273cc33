import { dataFolder, nearby } from '../../config.ts'
import type { Sender } from '../../core/release/release.ts'
import { type KeyRing, keyRing } from '../../mail/dkim/keys.ts'
import type { Db } from '../../store/database.ts'
import { publishedOrNone } from '../../store/releases.ts'
import { UsageError } from '../output.ts'
import { type RunFile, readRunFile } from '../run-file.ts'

/** What the environment, else the running system, says of mail. */
export interface MailSettings {
  smtpHost: string | null
  publicUrl: string
  dataDir: string
  keys: KeyRing
  unsigned: 'allow' | 'refuse'
}

function runFile(): RunFile | null {
  try {
    return readRunFile()
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}

/** Reads it, by the same defaults as `config.ts`; nothing of it is needed to run. */
export function mailSettings(env: NodeJS.ProcessEnv = process.env): MailSettings {
  const run = runFile()
  const smtpUrl = env.SMTP_URL || run?.smtp || 'smtp://127.0.0.1:2525'
  const dataDir = dataFolder(env)
  return {
    smtpHost: nearby(smtpUrl) ? null : new URL(smtpUrl).hostname,
    publicUrl: env.PUBLIC_URL || run?.api || 'http://127.0.0.1:3000',
    dataDir,
    keys: keyRing(dataDir, env.KINDLING_DKIM_KEYS),
    unsigned:
      env.KINDLING_SEND_UNSIGNED === 'allow' || (!env.KINDLING_SEND_UNSIGNED && nearby(smtpUrl))
        ? 'allow'
        : 'refuse',
  }
}

/** The senders of the release in force; none where nothing is published. */
export async function publishedSenders(db: Db): Promise<Record<string, Sender>> {
  return (await publishedOrNone(db))?.senders ?? {}
}
