import { addLeave } from '../../../store/staff/leaves.ts'
import { moveLeaver } from '../../../store/staff/leaver.ts'
import { removeDealer } from '../../../store/dealers/remove.ts'
import { type Happening, HOUR, noteOutage, onGrid, tried } from './happenings.ts'
import { lot } from './lot.ts'
import type { TestStore } from '../../harness/store.ts'
import type { Worker } from './workers.ts'

const DAY = 24 * HOUR
const KILLS_OF_WORKERS = 12
const KILLS_OF_TEMPORAL = 4

/**
 * Plans what goes wrong: workers are killed in the middle of their turns and come back hours later, Temporal dies and
 * forgets whom it should wake. `down`: nobody can work now.
 */
export function troubles(scene: Happening, store: TestStore, workers: Worker[]): { down: () => boolean } {
  const { company, agenda } = scene
  const start = store.clock.read()
  const { days, seed } = company.size
  const chance = lot(seed, 'troubles')
  const sometime = () => onGrid(start + chance.share() * days * DAY)
  let temporal = true
  let since: number | null = null
  const down = () => !temporal || workers.every(({ away }) => away)
  const look = async () => {
    const now = store.clock.read()
    if (down()) since ??= now
    else if (since !== null) {
      await noteOutage(scene, since, now)
      since = null
    }
  }
  const count = (what: string) => {
    scene.happened[what] = (scene.happened[what] ?? 0) + 1
  }
  const kill = async (worker: Worker) => {
    if (worker.away) return
    count('worker killed')
    const back = store.clock.read() + onGrid(chance.share() * 5 * HOUR)
    await worker.kill()
    await look()
    agenda.plan(back, async () => {
      worker.away = false
      await look()
    })
  }
  for (let n = 0; n < KILLS_OF_WORKERS; n++) {
    const worker = chance.one(workers)
    agenda.plan(sometime(), () => kill(worker))
  }
  // Both in one moment: nobody is left.
  agenda.plan(sometime(), async () => {
    for (const worker of workers) await kill(worker)
  })
  for (let n = 0; n < KILLS_OF_TEMPORAL; n++)
    agenda.plan(sometime(), async () => {
      if (!temporal) return
      count('temporal killed')
      temporal = false
      store.waker.fail = true
      store.waker.wakes.length = 0
      await look()
      agenda.plan(store.clock.read() + onGrid(chance.share() * 4 * HOUR), async () => {
        temporal = true
        store.waker.fail = false
        await look()
      })
    })
  planAbsences(scene)
  return { down }
}

/** People go on leave, one of the house team for good, and dealers are thrown out. */
export function planAbsences(scene: Happening): void {
  const { store, company, agenda } = scene
  const start = store.clock.read()
  const chance = lot(company.size.seed, 'absences')
  const sometime = () => onGrid(start + chance.share() * company.size.days * DAY)
  for (const person of company.people.values()) {
    if (!chance.chance(0.3)) continue
    const long = chance.whole(1, 5) * DAY
    agenda.plan(sometime(), async () => {
      const from = store.clock.read()
      await tried(scene, 'leave', () => addLeave(store, person.id, { from, until: from + long }))
    })
  }
  for (let n = 0; n < 2; n++) {
    const dealer = chance.one(company.dealers)
    agenda.plan(sometime(), async () => {
      await tried(scene, 'dealer removed', () => removeDealer(store, dealer))
    })
  }
  const leaver = chance.one(company.house)
  agenda.plan(sometime(), async () => {
    await tried(scene, 'left for good', () => moveLeaver(store, leaver.id))
  })
}
