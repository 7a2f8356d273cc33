import { handoffTurn } from '../store/handoffs/turn.ts'
import { journeyTurn } from '../store/journeys/turn.ts'
import type { Store } from '../store/store.ts'
import type { Turns } from './types.ts'

/** Turns of journeys and hand-offs over this store. */
export function createTurns(store: Store): Turns {
  return {
    journeyTurn: ({ id }) => journeyTurn(store, id),
    async handoffTurn({ id }) {
      const turn = await handoffTurn(store, id)
      return 'done' in turn ? turn : { done: false, ...turn }
    },
  }
}
