import { placeBid } from '../../../store/auctions/bid.ts'
import { auctionView } from '../../../store/auctions/bids.ts'
import type { Happening } from './happenings.ts'
import { onGrid, tried } from './happenings.ts'
import type { Asked } from './reactions.ts'

const STEP = 500

/** Some bid once or some times, a few too little, too late, at the last moment or in another currency. */
export function bidAtTimes(scene: Happening, asked: Asked): void {
  const { store, agenda } = scene
  const { chance, expiresAt } = asked
  if (!chance.chance(0.4)) return
  const now = store.clock.read()
  for (let bids = chance.whole(1, 3); bids > 0; bids--) {
    const when = chance.share()
    const at =
      when < 0.05 ? expiresAt : when < 0.1 ? expiresAt - 1 : onGrid(now + chance.share() * (expiresAt - now))
    agenda.plan(at, () => bid(scene, asked))
  }
}

async function bid(scene: Happening, { id, seller, handoff, chance }: Asked): Promise<void> {
  const { store } = scene
  const row = await store.db
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', handoff)
    .executeTakeFirstOrThrow()
  const least = (await auctionView(store.db, row, null))?.least ?? 10_000
  const what = chance.share()
  const amount = what < 0.1 ? least - 1 : what < 0.12 ? -least : least + chance.whole(0, 3) * STEP
  const currency = chance.chance(0.03) ? 'EUR' : 'GBP'
  await tried(scene, 'bid', () => placeBid(store, id, seller, { amount, currency }))
}
