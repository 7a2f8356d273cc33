import { DateTime } from 'luxon'
import { OFFICE, openingOn, type Place } from '../../core/time/window.ts'
import { usableZone } from '../../core/time/usable-zone.ts'
import { asOf, instant } from '../database.ts'
import { langOf, spoken } from '../handoffs/words.ts'
import { queueMessage } from '../messages.ts'
import { inMoment, type Moment } from '../moment.ts'
import { newestRelease } from '../releases.ts'
import { headOfAll, type SellerRow } from '../sellers.ts'
import type { Store } from '../store.ts'
import { placeIn } from '../whereabouts.ts'
import { marketingSections, ownSections, type Reader, type Section, teamSections } from './sections.ts'

/** Local hour from which a day's digest goes. */
const MORNING = 8
const DAY = 24 * 3_600_000

/**
 * Sends each day's digest to everybody of the house who has something to read, on working days from eight in the morning
 * of the reader's own zone: once a day, whoever asks and how often. Nothing to say, no mail.
 * @returns how many were sent.
 */
export async function sendDigests(store: Store): Promise<number> {
  const { db } = store
  const now = await store.clock.now(db)
  const people = await db
    .selectFrom('sellers')
    .selectAll()
    .where('active', '=', true)
    .where('dealer_id', 'is', null)
    .orderBy('id')
    .execute()
  const done = await db
    .selectFrom('digests')
    .select(['seller_id', 'day'])
    .where('at', '>', asOf(now - 3 * DAY))
    .execute()
  const had = new Set(done.map(({ seller_id, day }) => `${seller_id} ${day}`))
  const release = await newestRelease(db)
  let sent = 0
  for (const person of people) {
    const day = digestDay(placeIn({ release }, person), now)
    if (day === null || had.has(`${person.id} ${day}`)) continue
    if (await sendOne(store, person, day)) sent++
  }
  return sent
}

/** The reader's own day, if its digest may go now; null before the morning, at weekends and on holidays. */
function digestDay(place: Place, now: number): string | null {
  const local = DateTime.fromMillis(now, { zone: usableZone(place.zone) })
  if (local.hour < MORNING || !openingOn(local, OFFICE, place)) return null
  return local.toISODate()
}

async function sendOne(store: Store, person: SellerRow, day: string): Promise<boolean> {
  return inMoment(
    store,
    async () => {},
    async (m) => {
      const before = await m.tx
        .selectFrom('digests')
        .select((e) => e.fn.max('at').as('at'))
        .where('seller_id', '=', person.id)
        .executeTakeFirstOrThrow()
      const made = await m.tx
        .insertInto('digests')
        .values({ seller_id: person.id, day, at: instant(m.now) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('day')
        .executeTakeFirst()
      if (!made) return false
      const lang = langOf(person.lang)
      const reader: Reader = {
        tx: m.tx,
        release: m.release,
        now: m.now,
        since: before.at ?? m.now - DAY,
        id: person.id,
        zone: person.zone,
        lang,
      }
      const sections = await sectionsFor(m, person, reader)
      if (sections.length === 0) return false
      await queueMessage(m, {
        key: `digest/${person.id}/${day}`,
        leadId: null,
        sellerId: person.id,
        source: 'alert',
        template: 'sales/digest',
        expiresAt: m.now + DAY,
        vars: { reader: person.name, day: spoken(m.now, person.zone, lang), sections },
      })
      return true
    },
  )
}

async function sectionsFor(m: Moment, person: SellerRow, reader: Reader): Promise<Section[]> {
  if (person.role === 'marketer')
    return [...(await marketingSections(reader)), ...(await ownSections(reader))]
  const head = await headOfAll(m.tx)
  const leads = await m.tx
    .selectFrom('sellers')
    .select('id')
    .where('head_id', '=', person.id)
    .limit(1)
    .executeTakeFirst()
  const own = await ownSections(reader)
  const team = leads ? await teamSections(reader, { all: head?.id === person.id }) : []
  // Without a marketer the head reads what marketing would.
  const marketer = await m.tx
    .selectFrom('sellers')
    .select('id')
    .where('role', '=', 'marketer')
    .where('active', '=', true)
    .limit(1)
    .executeTakeFirst()
  if (marketer || head?.id !== person.id) return [...own, ...team]
  const titles = new Set(team.map(({ title }) => title))
  const more = (await marketingSections(reader)).filter(({ title }) => !titles.has(title))
  return [...own, ...team, ...more]
}
