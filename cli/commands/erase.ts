import { setTimeout as pause } from 'node:timers/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { readConfig } from '../../config.ts'
import { openClock } from '../../store/anchor.ts'
import { openDatabase } from '../../store/database.ts'
import { eraseAgain } from '../../store/erasure/again.ts'
import { eraseBehind } from '../../store/erasure/behind.ts'
import { migrate } from '../../store/migrate.ts'
import type { Waker } from '../../store/store.ts'
import { apiClient } from '../api-client.ts'
import { leadOf } from '../lead-name.ts'
import { count, say, UsageError } from '../output.ts'

const receipt = z.looseObject({
  id: z.string(),
  state: z.enum(['running', 'done']),
  leads: z.array(z.string()),
  counts: z.record(z.string(), z.number()),
  told: z.object({ dealers: z.array(z.string()), exchanges: z.array(z.string()) }),
})
type Receipt = z.infer<typeof receipt>

interface Options {
  why?: string
  again?: boolean
  json?: boolean
}

/** How long the command waits for the worker, in machine ms. */
const PATIENCE = 15_000
const LOOK = 500

/** `kindling erase`: a person is forgotten. */
export function eraseCommand(): Command {
  return new Command('erase')
    .summary('erase a person')
    .description(
      'Takes a person out by address or id of the lead: nobody reads of them from that moment on, nothing is sent any more, and all that\n' +
        'names them goes from the database and the folder of files. Said twice, it shows the same receipt.\n' +
        'With --again, after a restore from a backup: everything on the list of erasures in the data folder is erased once more, straight in\n' +
        'the database, before anything else is started.',
    )
    .argument('[address-or-id]', 'email address of the person, or id of the lead')
    .option('--why <text>', 'kept with the receipt; names nobody')
    .option('--again', 'erase again what was erased before the restore')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(target: string | undefined, options: Options): Promise<void> {
  if ((target === undefined) === (options.again !== true))
    throw new UsageError('Name a person by address or id, or say --again.')
  if (target === undefined) return again(options)
  const named = leadOf(target)
  if ('phone' in named) throw new UsageError('Name the person by email address or by the id of the lead.')
  const api = apiClient()
  const body = options.why === undefined ? {} : { why: options.why }
  const ordered =
    'id' in named
      ? await api.must('POST', `/v1/leads/${named.id}/erase`, body)
      : await api.must('POST', '/v1/erasures', { email: named.email, ...body })
  const end = performance.now() + PATIENCE
  let found = receipt.parse(ordered)
  while (found.state === 'running' && performance.now() < end) {
    await pause(LOOK)
    found = receipt.parse(await api.must('GET', `/v1/erasures/${found.id}`))
  }
  say(options.json, found, lines(found))
}

function lines({ id, state, leads, counts, told }: Receipt): string[] {
  const rows = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))
  const last =
    state === 'done'
      ? `receipt ${id}`
      : `receipt ${id}: the worker goes on with it; say the same again to see how far it is`
  return [
    leads.length === 0
      ? 'Nobody has this address. It refuses marketing from now on.'
      : `${count(leads.length, 'record')} of this person ${state === 'done' ? 'erased' : 'taken out'}`,
    ...rows.map(([table, n]) => `  ${table}: ${n}`),
    ...(told.dealers.length + told.exchanges.length > 0
      ? [
          'To be told, because they have the contacts: ' +
            [...told.dealers.map((one) => `dealer ${one}`), ...told.exchanges].join(', '),
        ]
      : []),
    last,
  ]
}

/** Whom an erasure wants woken stays in the outbox: the worker, when it is started, tells them. */
const LATER: Waker = { wake: () => Promise.reject(new Error('nothing is woken from here')) }

/** Straight in the database: after a restore nothing else runs yet. */
async function again({ json }: Options): Promise<void> {
  const config = readConfig()
  await migrate(config.databaseUrl)
  const db = openDatabase(config.databaseUrl, { max: 4 })
  try {
    const clock = await openClock(db, { scale: config.timeScale, start: config.timeStart ?? null })
    const store = { db, clock, waker: LATER }
    const done = await eraseAgain(store, { dataDir: config.dataDir })
    const finished = await eraseBehind(store, { dataDir: config.dataDir })
    say(json, { ...done, finished }, [
      `${count(done.listed, 'erasure')} on the list, ${done.again} not known here: ${count(done.leads, 'lead')} erased again`,
      `${count(finished, 'erasure')} finished`,
    ])
  } finally {
    await db.destroy()
  }
}
