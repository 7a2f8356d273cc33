-- Terms are those of core/mail/mail-lanes.ts; publishing writes them anew, with what marketing/lanes.ts says.
insert into lanes (name, per_second, connections) values
  ('google', 20, 10), ('microsoft', 10, 5), ('mailru', 10, 5), ('yandex', 10, 5), ('yahoo', 10, 5), ('apple', 10, 5)
  on conflict (name) do nothing;

-- Refusals are few: the breaker asks for them after each batch.
create index mail_events_trouble on mail_events (lane, at) where what in ('deferred', 'refused', 'complained');

-- A domain that was seen and not asked about yet is asked at once. Machine time.
alter table mail_domains alter column next_look_at set default clock_timestamp();
create index mail_domains_next on mail_domains (next_look_at);

-- Days of good figures on this tier.
alter table warm_ups add column good_days integer not null default 0;
alter table warm_ups alter column judged_on set not null;

-- Mail that a pause or a breaker keeps back.
create index messages_held on messages (lane, key) where held_since is not null and status in ('queued', 'retry');
