import { sql } from 'kysely'
import type { Db } from '../../../store/database.ts'
import { lookBack } from './ground.ts'

/** What must hold of the whole history: each query finds what breaks it. */
const OWNERS: Record<string, string> = {
  'two owners at an instant': `
    select a.handoff from soak_owned a join soak_owned b on a.handoff = b.handoff and a.id < b.id
    where tstzrange(a.at, a.until) && tstzrange(b.at, b.until)`,
  'two open hand-offs of one lead and thing at an instant': `
    select a.id from handoffs a join handoffs b on a.lead_id = b.lead_id and a.id < b.id and a.thing is not distinct from b.thing
    where tstzrange(a.opened_at, a.closed_at) && tstzrange(b.opened_at, b.closed_at)`,
  'an offer stands while somebody has the lead': `
    select o.id from offers o join soak_owned w on w.handoff = o.handoff_id
    -- Who bids next after the winner is asked again by nobody: that offer was over when bids were.
    where tstzrange(o.made_at, case when o.stage = 'auction' then least(o.expires_at, o.answered_at) else o.answered_at end)
      && tstzrange(w.at, w.until)`,
  'the row names another owner than the history': `
    select h.id from handoffs h where h.state = 'owned' and h.owner_id is distinct from
      (select w.seller from soak_owned w where w.handoff = h.id and w.until is null order by w.id limit 1)`,
  'somebody has a lead, and nobody of record': `
    select w.id from soak_owned w join handoffs h on h.id = w.handoff where w.until is null and h.state <> 'owned'`,
  'the lead knows another owner': `
    select l.id from leads l join handoffs h on h.lead_id = l.id
    where h.state = 'owned' and l.erased_at is null and l.owner_id is distinct from h.owner_id`,
  'two dealers have it alone at an instant': `
    select a.id from offers a join offers b on a.handoff_id = b.handoff_id and a.dealer_id <> b.dealer_id
    where a.stage = 'alone' and b.dealer_id is not null and tstzrange(a.made_at, a.answered_at) && tstzrange(b.made_at, b.answered_at)`,
  'a dealer is asked twice': `
    select handoff_id from offers where stage in ('alone', 'group') group by handoff_id, dealer_id having count(distinct rank) > 1`,
  'offered to dealers without consent': `
    select o.id, o.made_at from offers o join handoffs h on h.id = o.handoff_id where o.dealer_id is not null and not coalesce((
      -- Time stands still while things happen: a no of that very instant came after the offer, which it ended.
      select c.given from consents c where c.lead_id = h.lead_id and c.purpose = 'dealers'
        and (c.at < o.made_at or (c.at = o.made_at and (c.given or o.state <> 'withdrawn')))
      order by c.at desc, c.recorded_at desc limit 1), false)`,
}

const SECRETS: Record<string, string> = {
  'contacts were seen before they opened': `
    select l.* from soak_looks l where l.saw and not exists (
      select from reveals r where r.handoff_id = l.handoff and r.seller_id = l.seller and r.at <= l.at)`,
  'contacts were seen by somebody who does not have the lead': `
    select l.* from soak_looks l join soak_told t on t.handoff = l.handoff where l.saw and not exists (
      select from soak_owned w where w.handoff = l.handoff and w.seller = l.seller
        and tstzrange(w.at, w.until, '[]') @> l.at)`,
  'contacts were mailed to a dealer before they opened': `
    select m.key from messages m join sellers s on s.id = m.seller_id join leads l on l.id = m.lead_id
    where s.dealer_id is not null and m.vars::text ~* '(ilyinskaya|zavodstal|works[0-9])'
      and not exists (select from reveals r join handoffs h on h.id = r.handoff_id
        where h.lead_id = m.lead_id and r.seller_id = m.seller_id and r.at <= m.queued_at)`,
  'contacts opened to somebody who never had the lead': `
    select r.* from reveals r join soak_told t on t.handoff = r.handoff_id where not exists (
      select from soak_owned w where w.handoff = r.handoff_id and w.seller = r.seller_id and w.at = r.at)`,
  'somebody has a lead whose contacts did not open': `
    select w.id from soak_owned w where not exists (
      select from reveals r where r.handoff_id = w.handoff and r.seller_id = w.seller and r.at <= w.at)`,
  'taken without an accept': `
    select r.* from reveals r join soak_told t on t.handoff = r.handoff_id where r.why = 'taken' and not exists (
      select from facts f where f.type in ('offer.accepted', 'handoff.passed') and f.props ->> 'handoff' = r.handoff_id::text
        and f.props ->> 'seller' = r.seller_id::text and f.at = r.at)`,
  'opened by a talk that was too short': `
    select r.* from reveals r where r.why = 'talk' and not exists (
      select from calls c where c.handoff_id = r.handoff_id and c.seller_id = r.seller_id and c.seconds >= 75 and c.ended_at <= r.at)`,
  'won without a bid': `
    select r.* from reveals r where r.why = 'won' and not exists (
      select from bids b where b.handoff_id = r.handoff_id and b.dealer_id = r.dealer_id and b.state in ('won', 'passed'))`,
  'a fact names a person': `
    select id, type from facts where type ~ '^(handoff|offer|bid|auction|contact|call)[.]'
      and props::text ~* '(@|ilyinskaya|zavodstal|[+]79)'`,
}

const ENDS: Record<string, string> = {
  'a lead that came is nowhere': `
    select l.id, (select jsonb_agg(s.data order by s.id) from journal s where s.lead_id = l.id) as story
    from leads l where l.erased_at is null and not exists (
      select from handoffs h where h.lead_id = l.id and (h.state = 'owned' or (h.state = 'closed' and h.outcome = 'won')))
    and not exists (select from journeys j where j.lead_id = l.id and j.status = 'running')
    and not exists (select from journal s where s.lead_id = l.id and s.kind = 'handoff' and s.data ->> 'what' = 'rests')`,
  'a hand-off is parked': `select id, park_code from handoffs where park_code is not null`,
  'a hand-off never came to rest': `select id, state, stage, wait_at from handoffs where state in ('open', 'offered')`,
  'an offer was forgotten': `select id from offers where state in ('made', 'seen')`,
  'a bid still stands': `select id from bids where state = 'standing'`,
  'somebody was never woken': `select workflow_id from outbox where workflow_id like 'handoff/%'`,
}

const HOUR = 3_600_000
const CLOCKS: Record<string, string> = {
  'two hours alone are not two hours': `
    select o.id from offers o join handoffs h on h.id = o.handoff_id
    where o.stage = 'alone' and h.rule = 'the best first' and o.expires_at <> o.made_at + interval '2 hours'`,
  'two working hours are not two working hours': `
    select o.id, o.made_at, o.expires_at from offers o join handoffs h on h.id = o.handoff_id
      join sellers s on s.id = o.seller_id left join dealers d on d.id = o.dealer_id
    where ((o.stage = 'alone' and h.rule = 'in working time') or o.dealer_id is null)
      and o.expires_at <> soak_work(o.made_at, ${2 * HOUR}, coalesce(d.zone, s.zone))`,
  'an offer ran out too early or too late': `
    select o.id, o.expires_at, o.answered_at from offers o where o.state = 'expired' and not soak_noted(o.expires_at, o.answered_at)
      and not exists (select from calls c where c.offer_id = o.id and o.answered_at > o.expires_at
        and c.asked_at < o.expires_at and (o.answered_at <= soak_hung_up(c) + interval '1 minute' or soak_noted(soak_hung_up(c), o.answered_at)))`,
  'a first contact is due at another time': `
    select w.id from soak_owned w join handoffs h on h.id = w.handoff join sellers s on s.id = w.seller
    where w.due not in (w.at + interval '4 hours', soak_work(w.at, ${4 * HOUR}, s.zone))`,
  'somebody was reminded at another time': `
    select h.id, h.reminded_at, h.contact_due_at from handoffs h join sellers s on s.id = h.owner_id
    where h.reminded_at is not null and not exists (select from passes p where p.handoff_id = h.id and p.to_seller is not null)
      -- Between the two lies one working hour, no more and no less.
      and not (soak_work(h.reminded_at, ${HOUR}, s.zone) <= h.contact_due_at and h.contact_due_at < soak_work(h.reminded_at, ${HOUR} + 1, s.zone))
      and not exists (select from soak_outages o where h.reminded_at = o.until_at)`,
  'somebody who was silent was not reminded': `
    select h.id, h.owned_at, h.contact_due_at, h.overdue_at from handoffs h join sellers s on s.id = h.owner_id
    where h.overdue_at is not null and h.reminded_at is null
      and not exists (select from soak_outages o where h.contact_due_at between o.from_at and o.until_at)
      and h.winner_bid is null
      -- Passed on to somebody in another zone, its time may be less than the working hour before which one is reminded.
      and soak_work(h.owned_at, ${HOUR}, s.zone) < h.contact_due_at`,
  'the head was told at another time': `
    select h.id, h.contact_due_at, h.overdue_at from handoffs h where h.overdue_at is not null
      and not soak_noted(h.contact_due_at, h.overdue_at)`,
  'the head was never told': `
    select h.id from handoffs h where h.winner_bid is null and h.contact_due_at is not null and h.overdue_at is null
      and coalesce(h.contacted_at, h.closed_at, 'infinity') > h.contact_due_at + interval '1 minute'
      -- Contact came before anybody could work again: there was nothing left to tell.
      and not exists (select from soak_outages o where h.contact_due_at between o.from_at and o.until_at
        and coalesce(h.contacted_at, h.closed_at) <= o.until_at + interval '1 minute')`,
  'an auction closed at another time': `
    select f.id, f.at from facts f join offers o on o.handoff_id::text = f.props ->> 'handoff' and o.stage = 'auction'
    where f.type = 'auction.closed' and not soak_noted(o.expires_at, f.at)`,
  'a winner was passed over at another time': `
    select p.id from passes p join soak_owned w on w.handoff = p.handoff_id and w.seller = p.from_seller and w.until = p.at
    where p.why = 'did not call in time' and not soak_noted(w.due, p.at)
      and not exists (select from calls c where c.handoff_id = p.handoff_id and c.seller_id = w.seller and c.asked_at >= w.at)`,
  'a silent owner lost the lead at another time': `
    select p.id, w.due, p.at from passes p join soak_owned w on w.handoff = p.handoff_id and w.seller = p.from_seller and w.until = p.at
      join sellers s on s.id = w.seller
    where p.why = 'no first contact in time' and not soak_noted(soak_workdays(w.due, 2, s.zone), p.at)`,
  'a silent owner kept the lead': `
    select h.id, h.contact_due_at from handoffs h
    where h.state = 'owned' and h.winner_bid is null and h.contacted_at is null`,
}

/** What holds however late a machine is: nothing comes before its time. */
const NOT_EARLY: Record<string, string> = {
  'an offer ran out before its time': `select id from offers where state = 'expired' and answered_at < expires_at and stage <> 'auction'`,
  'an offer was taken after its time': `
    select o.id from offers o where o.state in ('accepted', 'declined') and o.stage <> 'auction' and o.answered_at >= o.expires_at
      and not exists (select from calls c where c.offer_id = o.id and c.asked_at < o.expires_at)`,
  'the head was told before the time': `select id from handoffs where overdue_at < contact_due_at`,
  'an auction closed before its time': `
    select f.id from facts f join offers o on o.handoff_id::text = f.props ->> 'handoff' and o.stage = 'auction'
    where f.type = 'auction.closed' and f.at < o.expires_at`,
  'a winner was passed over before the time': `
    select p.id from passes p join soak_owned w on w.handoff = p.handoff_id and w.seller = p.from_seller and w.until = p.at
    where p.why = 'did not call in time' and p.at < w.due`,
}

const MONEY: Record<string, string> = {
  'a bid does not raise by the step': `
    select * from (select b.*, lag(amount) over (partition by handoff_id order by at, amount) as before,
      lag(dealer_id) over (partition by handoff_id order by at, amount) as who from bids b) b
    where amount < coalesce(before + 500, 10000) or dealer_id = who or currency <> 'GBP'`,
  'a bid after the closing instant': `
    select b.id from bids b join offers o on o.handoff_id = b.handoff_id and o.seller_id = b.seller_id and o.stage = 'auction'
    where b.at >= o.expires_at or b.at < o.made_at`,
  'two winners of an auction': `
    select handoff_id from bids where state = 'won' group by 1 having count(*) > 1`,
  'the owner of an auctioned lead did not win it': `
    select h.id from handoffs h where h.state = 'owned' and h.stage = 'auction' and not exists (
      select from bids b where b.id = h.winner_bid and b.state = 'won' and b.dealer_id = h.dealer_id)`,
  'somebody bid more and did not win': `
    select w.id from bids w join bids more on more.handoff_id = w.handoff_id and more.amount > w.amount
      join dealers d on d.id = more.dealer_id
    where w.state = 'won' and d.active and not exists (
      select from bids p where p.handoff_id = more.handoff_id and p.dealer_id = more.dealer_id and p.state = 'passed')`,
  'a bid that won is not due at its amount': `
    select b.id from bids b left join dues d on d.bid_id = b.id and d.amount = b.amount and d.currency = b.currency and d.dealer_id = b.dealer_id
    where b.state in ('won', 'passed') and d.id is null`,
  'who was passed over owes': `
    select d.id from dues d join bids b on b.id = d.bid_id where (b.state = 'passed') <> (d.waived_at is not null)`,
  'what is owed is not what was won': `
    select owed, won from (select coalesce(sum(amount) filter (where waived_at is null), 0) as owed from dues) d,
      (select coalesce(sum(amount), 0) as won from bids where state = 'won') b where owed <> won`,
}

/** Asks all of it; gives what is broken, each with the first rows that show it. `clocks`: whether time was skipped. */
export async function broken(db: Db, { clocks }: { clocks: boolean }): Promise<Record<string, unknown[]>> {
  await lookBack(db)
  const found: Record<string, unknown[]> = {}
  for (const [name, query] of Object.entries({
    ...OWNERS,
    ...SECRETS,
    ...ENDS,
    ...MONEY,
    ...NOT_EARLY,
    ...(clocks && CLOCKS),
  })) {
    const { rows } = await sql`${sql.raw(query)} limit 5`.execute(db).catch((error: unknown) => {
      throw new Error(name, { cause: error })
    })
    if (rows.length > 0) found[name] = rows
  }
  return found
}
