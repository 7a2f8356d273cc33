import { askCall } from '../../../store/calls/ask.ts'
import { type CallHeard, hearCall } from '../../../store/calls/event.ts'
import { type Happening, tried } from './happenings.ts'
import type { Asked } from './reactions.ts'

const SECOND = 1000
const PROVIDER = 'soak'
const exchange = {
  name: PROVIDER,
  connect: (call: { id: string }) => Promise.resolve({ providerCall: `soak-${call.id}` }),
}
const TALKS = [20, 60, 74, 75, 76, 90, 300, 1500]

/** Calls the lead of an offer. What the exchange says of it comes in order or not, twice, or never. */
export async function callLead(scene: Happening, { id, seller, chance }: Asked): Promise<void> {
  const { store, agenda } = scene
  const asked = await tried(scene, 'call', () => askCall(store, exchange, id, seller))
  if (!asked) return
  const { call } = asked
  const now = store.clock.read()
  const hear = (at: number, event: Omit<CallHeard, 'call'>) =>
    agenda.plan(at, () =>
      tried(scene, `heard ${event.type}`, () => hearCall(store, PROVIDER, { call, ...event })).then(() => {}),
    )
  const how = chance.share()
  if (how < 0.2) {
    if (how < 0.15) hear(now + 30 * SECOND, { type: 'missed' })
    return
  }
  const seconds = chance.one(TALKS)
  const answered = now + 5 * SECOND
  const ended = answered + seconds * SECOND
  // Late or never: the length that comes with the end says the same.
  if (!chance.chance(0.1))
    hear(chance.chance(0.1) ? ended + SECOND : answered, { type: 'answered', at: answered })
  if (chance.chance(0.05)) return
  hear(ended, { type: 'ended', at: ended, seconds })
  if (chance.chance(0.15)) hear(ended, { type: 'ended', at: ended, seconds })
}
