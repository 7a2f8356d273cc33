import { tmpdir } from 'node:os'
import pino from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { drainLane, type LaneDeps } from '../../mail/drain.ts'
import { readMailbox } from '../../mail/read-mailbox.ts'
import type { OpenMailbox } from '../../providers/imap/mailbox.ts'
import type { Db } from '../../store/database.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { erasureRounds } from '../../worker/erasure-rounds.ts'
import { forgettingRounds } from '../../worker/forgetting-rounds.ts'
import { mailboxRounds } from '../../worker/mailbox-rounds.ts'
import { mailRounds } from '../../worker/mail-rounds.ts'
import { ownRounds, type Round } from '../../worker/rounds.ts'
import { testDatabase } from '../harness/database.ts'
import { fixedClock, recordingWaker, type TestStore } from '../harness/store.ts'
import { laneTakesAll } from '../harness/takes-all.ts'
import { openAll, together } from './at-once.ts'
import { busyDatabase } from './busy.ts'
import { type Before, knownIn, type Picture, pictureOf } from './pictures.ts'

const SECRET = 'a secret of thirty-two letters or more'
const BOX = 'imaps://bounces:word@imap.works.example/INBOX'
const CONNECTIONS = 14
const log = pino({ level: 'silent' })

/** The busy company, as one worker finds it. */
interface Found {
  store: TestStore
  lane: LaneDeps
  /** What was told to the world: wakes, nudges, mails by who gets them. */
  told: string[]
  close: () => Promise<void>
}

const roundsOf = ({ store, lane }: Found): Round[] => [
  ...ownRounds(store, 1),
  ...erasureRounds(store, tmpdir()),
  ...forgettingRounds(store, tmpdir()),
  ...mailRounds(lane, { alertsTo: 'post@works.example', log }),
  ...mailboxRounds(store, {
    ...{ urls: [BOX], secret: SECRET, near: () => true, log },
    signal: new AbortController().signal,
  }),
]

const theRound =
  (name: string) =>
  (found: Found): Promise<unknown> => {
    const round = roundsOf(found).find((one) => one.name === name)
    if (!round) throw new Error(`no round is called ${name}`)
    return round.work()
  }

const idsOf = async (db: Db, table: 'journeys' | 'handoffs'): Promise<string[]> => {
  const rows = await db.selectFrom(table).select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** An answer of somebody, as the server gives it. */
const letters = Array.from({ length: 5 }, (_, n) =>
  Buffer.from(
    `From: lead${n}@company${n}.example\r\nTo: news@verstak.example\r\nSubject: Re: presses\r\nIn-Reply-To: <mail@verstak.example>\r\nMessage-ID: <answer${n}@mail.example>\r\n\r\nPlease call me.\r\n`,
  ),
)

async function* pieces(letter: Buffer): AsyncGenerator<Uint8Array> {
  yield letter
}

const mailbox: OpenMailbox = {
  uidValidity: 1,
  numbers: async (from) => letters.map((_, n) => n + 1).filter((uid) => uid >= from),
  since: async () => letters.map((_, n) => n + 1),
  content: async (uid) => pieces(letters[uid - 1] ?? Buffer.alloc(0)),
  close: async () => {},
}

let reader = 0
const read = ({ store }: Found): Promise<unknown> =>
  readMailbox({ store, secret: SECRET, open: async () => mailbox, complain: () => undefined }, BOX, {
    holder: `reader ${++reader}`,
  })

/**
 * Everything that several workers do at the same moment, by its name in the worker or among the activities. What comes new
 * there has to be told here.
 */
const WORK: Record<string, (found: Found) => Promise<unknown>> = {
  outbox: theRound('outbox'),
  facts: theRound('facts'),
  sweep: theRound('sweep'),
  months: theRound('months'),
  digests: theRound('digests'),
  'mail figures': theRound('mail figures'),
  'mail forgotten': theRound('mail forgotten'),
  'visits forgotten': theRound('visits forgotten'),
  'networks forgotten': theRound('networks forgotten'),
  'incoming forgotten': theRound('incoming forgotten'),
  'answers forgotten': theRound('answers forgotten'),
  'stray files': theRound('stray files'),
  'mail resumed': theRound('mail resumed'),
  erasures: theRound('erasures'),
  complaints: theRound('complaints'),
  alerts: theRound('alerts'),
  'answers for nobody': theRound('answers for nobody'),
  mailboxes: theRound('mailboxes'),
  // Its server is a function here; what is read goes the way of the worker.
  mailbox: read,
  journeyTurn: async ({ store }) => {
    for (const id of await idsOf(store.db, 'journeys')) await journeyTurn(store, id)
  },
  handoffTurn: async ({ store }) => {
    for (const id of await idsOf(store.db, 'handoffs')) await handoffTurn(store, id)
  },
  drainAlarms: ({ store }) => drainAlarms(store, { until: Number.POSITIVE_INFINITY, beat: () => undefined }),
  drainLane: ({ lane }) => drainLane(lane, 'default'),
}

/** Their work is to tell the world: for all others nobody hears anything, so that nothing is done behind. */
const TELLS = new Set(['outbox', 'sweep'])
/** What changes nothing in the database of this company; the others must, or they prove nothing. */
const NOTHING_TO_DO = new Set(['outbox', 'months', 'erasures', 'stray files'])

let busy: { url: string; now: number }
let before: Before
let start: Picture

async function found(name: string): Promise<Found> {
  const { db, url, close } = await testDatabase({ like: busy.url, max: CONNECTIONS })
  await openAll(db, CONNECTIONS)
  const told: string[] = []
  const waker = recordingWaker()
  waker.fail = !TELLS.has(name)
  const push = {
    tell: async ({ what, seller }: { what: string; seller: string }) =>
      void told.push(`nudge ${what} ${seller}`),
  }
  const store = { db, url, clock: fixedClock(busy.now), waker, push }
  const takes = laneTakesAll(store)
  const lane: LaneDeps = {
    ...takes,
    transport: {
      ...takes.transport,
      async send(letter) {
        if (!(await letter.may())) return { end: 'withheld' }
        told.push(`mail ${letter.to}`)
        return takes.transport.send(letter)
      },
    },
  }
  return { store, lane, told, close }
}

const toldBy = ({ told, store: { waker } }: Found): string[] =>
  [...told, ...waker.wakes.map(({ id, type, replace }) => `wake ${id} ${type} ${replace ?? ''}`)].sort()

describe('what the workers do, by one of them once and by six of them at the same moment', () => {
  beforeAll(async () => {
    busy = await busyDatabase()
    const { db } = await testDatabase({ like: busy.url })
    before = await knownIn(db)
    start = await pictureOf(db, before)
    await db.destroy()
  }, 120_000)

  test('all of it is listed here', async () => {
    const one = await found('months')
    const rounds = roundsOf(one).map(({ name }) => name)
    const activities = Object.keys(createActivities(one.store, one.lane))
    await one.close()
    expect(Object.keys(WORK).sort()).toEqual([...rounds, ...activities].sort())
  })

  test.each(Object.keys(WORK))('%s comes to the same', async (name) => {
    const work = WORK[name]
    if (!work) throw new Error('nothing to do')
    const [alone, many] = [await found(name), await found(name)]
    await work(alone)
    const wanted = await pictureOf(alone.store.db, before)
    await together(() => work(many))
    expect(await pictureOf(many.store.db, before)).toEqual(wanted)
    expect(toldBy(many)).toEqual(toldBy(alone))
    if (!NOTHING_TO_DO.has(name)) expect(wanted).not.toEqual(start)
    // Once more there is nothing left to do.
    const told = toldBy(many)
    await together(() => work(many))
    expect(await pictureOf(many.store.db, before)).toEqual(wanted)
    expect(toldBy(many)).toEqual(told)
    // All of them together would be more connections than the server has.
    await Promise.all([alone.close(), many.close()])
  })
})
