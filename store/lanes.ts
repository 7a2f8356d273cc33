import type { Tx } from './database.ts'
import type { Moment } from './moment.ts'
import { askPump } from './pumps.ts'

/** Name of a lane's pump and of its workflow. */
export const lanePump = (name: string): string => `lane/${name}`

/** Has the lane look at its mail at this business instant; told after the commit, and only if it sleeps longer. */
export const wakeLane = (m: Moment, name: string, dueAt: number): void => askPump(m, lanePump(name), dueAt)

/** The lane's row, locked, so that two holders claim one after the other. */
export const lockLane = (tx: Tx, name: string) =>
  tx.selectFrom('lanes').selectAll().where('name', '=', name).forNoKeyUpdate().executeTakeFirst()
