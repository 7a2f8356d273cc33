import type { Release } from '../core/release/release.ts'
import { compose, messageIdOf } from './compose.ts'
import type { LaneDeps } from './deps.ts'
import { keyFor } from './dkim/signing.ts'
import { asciiAddress, senderOf } from './sender-of.ts'

/** A mail to the people who run this. `id` makes its Message-ID; `now`: epoch ms of business time. */
export interface Alert {
  id: string
  to: string
  words: { subject: string; text: string }
  /** What it is called in its headers. */
  template: string
  release: Release
  now: number
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Sends it past the ledger, its lanes and pauses. @returns whether the server took it */
export async function sendAlert({ transport, config }: LaneDeps, alert: Alert): Promise<boolean> {
  const { id, to, words, template, release, now } = alert
  const from = senderOf(release, null, null)
  const bytes = await compose({
    ...{ messageId: messageIdOf(id, from.address), date: now, from },
    to: { name: null, address: to },
    words: { ...words, html: `<pre>${escaped(words.text)}</pre>` },
    ...{ lang: 'en', template, topic: null, kind: 'service' },
    ...{ unsubscribe: null, automatic: 'auto-generated', key: keyFor(config.signing, from, 'service') },
  })
  const letter = { from: from.address, to: asciiAddress(to), bytes, may: () => Promise.resolve(true) }
  return (await transport.send(letter)).end === 'accepted'
}
