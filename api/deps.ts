import type { Telephony } from '../providers/telephony/port.ts'
import type { Store } from '../store/store.ts'
import type { MailHooks } from './routes/mail-hooks.ts'

/** What every route is given: plain values, read from the config by `api/main.ts` alone. */
export interface ApiDeps {
  store: Store
  /** Where people reach us, without a slash at the end: `https://mail.example.com`. */
  publicUrl: string
  /** Folder for files from strangers. */
  dataDir: string
  /** Folder with the documents that forms hand over: `marketing/documents`. */
  documentsDir: string
  /** Signs links, cursors and the secrets of hooks. */
  secret: string
  /** Business seconds for which a click is under judgement; 0 = judged by its agent only. */
  clickQuarantineSeconds: number
  /** The telephone exchange that puts calls through; absent where none is set up. */
  telephony?: Telephony
  /** What proves the webhooks of the providers that send our mail; absent: there are none. */
  mailHooks?: MailHooks
  /** Whether Temporal answers now. Asked by `/readyz` alone: no request waits for it. */
  temporalUp: () => Promise<boolean>
}
