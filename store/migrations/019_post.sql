-- What happened to mail, summed into days behind: a flag and no place in the order of ids, because an event with a lower id
-- may commit later.
alter table mail_events add column folded boolean not null default false;
create index mail_events_unfolded on mail_events (id) where not folded;

-- A bounce of a mail that its provider had taken is counted as `returned`: it was not delivered after all.
create view mail_unfolded as
  select e.id, e.day, e.sender, e.lane, e.topic,
    case when e.what = 'bounced' and m.status = 'sent' then 'returned' else e.what end as what
  from mail_events e left join messages m on e.what = 'bounced' and m.key = e.message_key
  where not e.folded;

-- True at every instant, however far the summing is behind.
create view mail_counts as
  select day, sender, lane, topic, what, n from mail_days
  union all
  select day, sender, lane, topic, what, count(*)::integer as n from mail_unfolded group by day, sender, lane, topic, what;

-- How complaints stand, by the domain of the sender and the topic. `pause_scope`, `pause_name`: what was paused because of them;
-- when that pause is gone, somebody resumed, and the window begins anew on `window_day` with what that day had counted by then.
-- `mail_next_at` is machine time: when to tell people by mail, null once they were told.
create table complaint_watch (
  domain text not null,
  topic text not null,
  state text not null check (state in ('fine', 'alert', 'paused')),
  since timestamptz not null,
  pause_scope text,
  pause_name text,
  window_day date,
  base_delivered integer not null default 0,
  base_complained integer not null default 0,
  mail_next_at timestamptz,
  primary key (domain, topic)
);
