import { join } from 'node:path'
import { loadMarketing } from '../../cli/marketing-files.ts'
import type { Terms } from '../../core/sales/terms.ts'
import { createDealer } from '../../store/dealers/dealers.ts'
import { instant } from '../../store/database.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { insertFacts } from '../../store/facts/insert.ts'
import { putAside } from '../../store/facts/unapplied.ts'
import { createHandoff } from '../../store/handoffs/create.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { setAlarm } from '../../store/alarms.ts'
import { pauseMail } from '../../store/lanes/pauses.ts'
import { upsertLead } from '../../store/leads.ts'
import { foldMailEvents } from '../../store/mail-health/fold.ts'
import { watchComplaints } from '../../store/mail-health/watch.ts'
import { inMoment } from '../../store/moment.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { publishRelease } from '../../store/releases.ts'
import { createSeller } from '../../store/sellers.ts'
import { addLeave } from '../../store/staff/leaves.ts'
import { lockLead } from '../../store/transact.ts'
import { testDatabase } from '../harness/database.ts'
import { fixedClock, MONDAY, recordingWaker, type TestStore } from '../harness/store.ts'
import { clickOn, mailThatLeft } from '../mail/click-scene.ts'
import { note } from '../mail/note-events.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const OFFER: Terms = {
  mode: 'offer',
  alone: '2 hours',
  times: 1,
  group: { size: 2, for: '1 hour' },
  then: 'house',
}
const AUCTION: Terms = {
  ...{ mode: 'auction', floor: { amount: 10_000, currency: 'EUR' }, step: 500 },
  ...{ for: '1 day', callWithin: '4 hours', unsold: 'house' },
}

/**
 * A company in the middle of its day, with something due of every kind: journeys and hand-offs, offers that ran out and an
 * auction that closes, first contacts that are late, mail that is due and mail that is held, clicks under judgement, facts that
 * were accepted and not applied, complaints, answers for nobody, leaves that are over, digests. Nobody is connected to it
 * any more; it is there to be copied.
 */
export async function busyDatabase(): Promise<{ url: string; now: number }> {
  const { db, url } = await testDatabase()
  const store: TestStore = { db, url, clock: fixedClock(MONDAY - 10 * DAY), waker: recordingWaker() }
  // Nobody hears of anything yet: all of it waits in the outbox.
  store.waker.fail = true
  await publish(store)
  await eventsOfLongAgo(store)
  store.clock.set(MONDAY)
  const people = await hire(store)
  const leads = await meet(store)
  await sell(store, people, leads)
  await talk(store, leads)
  store.clock.advance(DAY + 2 * HOUR)
  await leaveWork(store, leads)
  await letThingsAge(store, leads)
  await db
    .updateTable('outbox')
    .set({ next_try_at: new Date(0), tries: 0, last_error: null })
    .execute()
  await db.destroy()
  return { url, now: store.clock.read() }
}

async function publish(store: TestStore): Promise<void> {
  const { marketing, faults } = await loadMarketing(join(import.meta.dirname, '..', '..'))
  if (!marketing || faults.length > 0) throw new Error('the marketing has faults')
  const senders = Object.fromEntries(
    Object.entries(marketing.senders).map(([name, sender]) => [name, { ...sender, warmUp: [3, 50] }]),
  )
  await publishRelease(store, { ...marketing, senders, defaults: { ...marketing.defaults, zone: 'UTC' } })
}

/** Old enough to be forgotten. */
async function eventsOfLongAgo(store: TestStore): Promise<void> {
  await note(store, { sent: 30 })
  await foldMailEvents(store)
}

interface People {
  house: string[]
  dealers: string[]
}

async function hire(store: TestStore): Promise<People> {
  const one = async (name: string, more: Partial<Parameters<typeof createSeller>[1]> = {}) => {
    const seller = { email: `${name}@works.example`, name, zone: 'UTC', phone: '+442079460000', ...more }
    return (await createSeller(store, seller)).id
  }
  const head = await one('head', { weight: 0 })
  const house = []
  for (const name of ['anna', 'boris', 'clara']) house.push(await one(name, { head, openLeads: 6 }))
  await one('mark', { role: 'marketer' })
  const dealers = []
  for (const [n, name] of ['north', 'south', 'east'].entries()) {
    const { id } = await createDealer(store, { name, figures: { sales: 5 - n } })
    dealers.push(await one(`p-${name}`, { dealer: id }))
  }
  // Over by the time that the rounds run; nobody has noted yet that she is back.
  await addLeave(store, house[2] ?? '', { from: MONDAY, until: MONDAY + 6 * HOUR })
  return { house, dealers }
}

async function meet(store: TestStore): Promise<string[]> {
  const leads = []
  for (let n = 0; n < 16; n++) {
    const { id } = await upsertLead(store, {
      email: `lead${n}@company${n % 6}.example`,
      ...{ name: `Lead ${n}`, phone: `+4420794600${10 + n}`, lang: 'en', zone: 'UTC' },
      fields: { interest: [n % 2 ? 'saws' : 'presses'] },
      consents: (['marketing', 'dealers'] as const).map((purpose) => ({
        purpose,
        source: 'test',
        text: 'Yes',
      })),
    })
    leads.push(id)
    if (n < 8) await startJourney(store, { sequence: 'welcome', lead: id })
  }
  return leads
}

/** Hand-offs of every kind: some are taken, one comes back to be called again, the others are asked about. */
async function sell(store: TestStore, { dealers }: People, leads: string[]): Promise<void> {
  for (const [n, lead] of leads.slice(4).entries()) {
    const terms = n < 4 ? undefined : n < 7 ? OFFER : n < 9 ? AUCTION : undefined
    const { id } = await createHandoff(store, { lead, route: 'sales', ...(terms && { terms }) })
    // The last ones nobody has looked at yet.
    if (n < 10) await handoffTurn(store, id)
    const offers = await store.db
      .selectFrom('offers')
      .selectAll()
      .where('handoff_id', '=', id)
      .orderBy('rank')
      .execute()
    const [offer] = offers
    if (offer && n < 3) await acceptOffer(store, offer.id, offer.seller_id)
    if (n === 2)
      await dispose(store, id, { outcome: 'later', reason: 'still comparing', until: MONDAY + DAY })
    if (n !== 7) continue
    for (const [step, person] of dealers.slice(0, 2).entries()) {
      const mine = offers.find((one) => one.seller_id === person)
      await placeBid(store, mine?.id ?? '', person, { amount: 10_000 + step * 1000, currency: 'EUR' })
    }
  }
}

async function talk(store: TestStore, leads: string[]): Promise<void> {
  const props = { page: 'prices' }
  for (const id of leads.slice(0, 6)) await acceptFacts(store, [{ type: 'page.viewed', lead: { id }, props }])
  for (const [n, lead] of leads.slice(0, 3).entries()) {
    const mail = `mail${n}`
    await mailThatLeft(store, { key: mail, lead, journey: null, at: store.clock.read() })
    store.clock.advance(60_000)
    await clickOn(store, { mail, link: 1, how: { ip: `192.0.2.${n}` } })
  }
  await pauseMail(store, { scope: 'topic', name: 'events' }, { by: 'test', why: 'a talk' })
  await note(store, { sent: 600, complained: 3 }, { topic: 'events', sender: 'marketing' })
  await watchComplaints(store)
}

/** What waits for somebody to do it. */
async function leaveWork(store: TestStore, leads: string[]): Promise<void> {
  await note(store, { sent: 800, complained: 3 }, { topic: 'news', sender: 'marketing' })
  for (const [n, lead] of leads.entries())
    await inMoment(
      store,
      (tx) => lockLead(tx, lead),
      async (m, { id, account_id: accountId }) => {
        const fact = {
          type: 'page.viewed',
          at: m.now,
          key: null,
          known: true,
          leadId: id,
          accountId,
          things: [],
        }
        const rows = [
          { ...fact, props: { page: 'prices' } },
          { ...fact, type: 'call.requested', props: { by: 'form' } },
        ]
        const made = await insertFacts(m.tx, n % 4 === 0 ? rows : rows.slice(0, 1), m.now)
        await putAside(
          m,
          rows.slice(0, made.length).map((row, i) => ({ ...row, id: made[i]?.id ?? 0 })),
          0,
        )
        await setAlarm(m, { subject: `lead:${id}`, what: 'cool', at: m.now })
        if (n > 2) return
        const reply = { fact_id: made[0]?.id ?? 0, lead_id: id, at: instant(m.now) }
        await m.tx.insertInto('untold_replies').values(reply).execute()
      },
    )
  const names = ['bounces at imap.works.example/INBOX', 'gone at imap.works.example/INBOX']
  await store.db
    .insertInto('mailboxes')
    .values(names.map((name) => ({ name })))
    .execute()
}

/** What is needed no more, and mail whose pause has just ended. */
async function letThingsAge({ db, clock }: TestStore, [lead = '']: string[]): Promise<void> {
  const now = clock.read()
  const at = instant(now - 200 * DAY)
  const { key } = await db
    .selectFrom('messages')
    .select('key')
    .where('key', 'not like', 'mail%')
    .orderBy('key')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('visits')
    .values({ message_key: key, lead_id: lead, link: 1, at, verdict: 'machine', why: 'head' })
    .execute()
  await db.insertInto('scanner_networks').values({ net: 'long ago', at, leads: 3 }).execute()
  await db.insertInto('incoming').values({ source: 'test', id: 'long ago', at, kind: 'other' }).execute()
  const { id } = await db
    .selectFrom('facts')
    .select((e) => e.fn.min('id').as('id'))
    .executeTakeFirstOrThrow()
  await db
    .insertInto('untold_replies')
    .values({ fact_id: id ?? 0, lead_id: lead, at })
    .onConflict((conflict) => conflict.column('fact_id').doUpdateSet({ at }))
    .execute()
  await db
    .updateTable('messages')
    .set({ held_since: instant(now), due_at: instant(now + DAY), reason: 'paused: topic' })
    .where('status', '=', 'queued')
    .where('key', '=', key)
    .execute()
  await db
    .insertInto('mail_resumes')
    .values({ scope: 'all', name: '', at: instant(now) })
    .execute()
}
