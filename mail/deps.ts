import type { Config } from '../config.ts'
import { isPostmark, postmarkMarks } from '../providers/postmark/marks.ts'
import { smtpTransport, type Transport } from '../providers/smtp/transport.ts'
import type { Store } from '../store/store.ts'
import { keyRing } from './dkim/keys.ts'
import type { Signing } from './dkim/signing.ts'
import type { MxLookup } from './lanes/mx-lookup.ts'

/** What is put into mails besides words: where links lead and what signs them. */
export interface LinkBase {
  /** Start of every link, without a slash at its end. */
  publicUrl: string
  secret: string
}

/** What a letter needs besides its words and its reader. */
export interface LetterBase extends LinkBase {
  /** Absent: mail is not signed, and goes all the same. */
  signing?: Signing
  /** Fields by which the provider that sends our mail on knows it again, by what stands in its Message-ID before the @. */
  marks?: (mailId: string) => readonly [name: string, value: string][]
}

/** What a lane needs. */
export interface LaneDeps {
  store: Store
  transport: Transport
  config: LetterBase
  /** Who asks for mail exchangers; absent: the DNS. */
  lookupMx?: MxLookup
}

/** The lanes' needs from the configuration of a process. `close` ends the connections. */
export function laneDeps(
  store: Store,
  config: Pick<Config, 'smtpUrl' | 'publicUrl' | 'secret' | 'dataDir' | 'dkimKeys' | 'sendUnsigned'>,
): LaneDeps & { close(): Promise<void> } {
  const transport = smtpTransport(config.smtpUrl)
  return {
    store,
    transport,
    config: {
      publicUrl: config.publicUrl,
      secret: config.secret,
      ...(isPostmark(config.smtpUrl) && { marks: postmarkMarks }),
      signing: { keys: keyRing(config.dataDir, config.dkimKeys), unsigned: config.sendUnsigned },
    },
    close: () => transport.close(),
  }
}
