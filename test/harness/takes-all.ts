import type { LaneDeps } from '../../mail/drain.ts'
import type { Transport } from '../../providers/smtp/transport.ts'
import type { Store } from '../../store/store.ts'

/** Takes every mail, and remembers none. */
const transport: Transport = {
  connections: 4,
  send: async () => ({ end: 'accepted', code: 250, text: 'taken' }),
  close: async () => {},
}

/** What a lane needs, for tests that look at when mail leaves and not at where it goes. */
export const laneTakesAll = (store: Store): LaneDeps => ({
  store,
  transport,
  config: { publicUrl: 'https://k.test', secret: 'a secret of thirty-two letters or more' },
})
