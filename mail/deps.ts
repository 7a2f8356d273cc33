import type { Config } from '../config.ts'
import { smtpTransport, type Transport } from '../providers/smtp/transport.ts'
import type { Store } from '../store/store.ts'

/** What is put into mails besides words: where links lead and what signs them. */
export interface LinkBase {
  /** Start of every link, without a slash at its end. */
  publicUrl: string
  secret: string
}

/** What a lane needs. */
export interface LaneDeps {
  store: Store
  transport: Transport
  config: LinkBase
}

/** The lanes' needs from the configuration of a process. `close` ends the connections. */
export function laneDeps(
  store: Store,
  config: Pick<Config, 'smtpUrl' | 'publicUrl' | 'secret'>,
): LaneDeps & { close(): Promise<void> } {
  const transport = smtpTransport(config.smtpUrl)
  return {
    store,
    transport,
    config: { publicUrl: config.publicUrl, secret: config.secret },
    close: () => transport.close(),
  }
}
