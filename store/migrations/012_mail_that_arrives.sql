-- Lanes: one a mailbox provider. The terms (rates, connections) are marketing's data; what happened to the lane is here.
alter table lanes add column connections integer not null default 5;
alter table lanes add column breaker_step integer not null default 0;
alter table lanes add column breaker_why text;
alter table lanes add column breaker_since timestamptz;

-- Whose mailboxes a domain's are, by its MX. Looked up outside of transactions; machine time.
create table mail_domains (
  domain text primary key,
  lane text,
  mx text[] not null default '{}',
  failures integer not null default 0,
  looked_at timestamptz,
  next_look_at timestamptz
);

-- What rests until somebody says so: everything (name ''), a lane, a sender, a topic.
create table mail_pauses (
  scope text not null check (scope in ('all', 'lane', 'sender', 'topic')),
  name text not null default '',
  at timestamptz not null,
  by text not null,
  why text not null,
  primary key (scope, name)
);

-- How much a sender may send to a provider in a day, while its name is new there.
create table warm_ups (
  sender text not null,
  lane text not null,
  tier integer not null,
  since timestamptz not null,
  judged_on date,
  primary key (sender, lane)
);

-- What happened to mail, a row each, appended in the transaction that says it; folded into `mail_days` behind.
create table mail_events (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  day date not null,
  sender text not null,
  lane text not null,
  topic text not null,
  what text not null,
  code text,
  message_key text
);
create index mail_events_lately on mail_events (lane, at);

create table mail_days (
  day date not null,
  sender text not null,
  lane text not null,
  topic text not null,
  what text not null,
  n integer not null,
  primary key (day, sender, lane, topic, what)
);

-- When a pause or a breaker first kept a mail back, and when it should have left then.
alter table messages add column held_since timestamptz;
alter table messages add column held_due timestamptz;
create index messages_message_id on messages (message_id) where message_id is not null;

-- What came in from the world, once each: by mailbox and UID, or by a provider's event id.
create table incoming (
  source text not null,
  id text not null,
  at timestamptz not null,
  kind text not null,
  message_key text,
  primary key (source, id)
);

-- Where the reading of a mailbox stands. `lease_until` and `failing_since` are machine time.
create table mailboxes (
  name text primary key,
  uid_validity bigint,
  next_uid bigint not null default 1,
  holder text,
  lease_until timestamptz,
  seen_at timestamptz,
  failing_since timestamptz,
  code text
);

-- Opens and clicks as they came, with the verdict on each. No address and no agent is kept: `net` is a keyed hash.
create table visits (
  id uuid primary key default gen_random_uuid(),
  message_key text not null references messages,
  lead_id uuid not null references leads on delete cascade,
  -- Number of the link; null: the picture of the mail.
  link integer,
  at timestamptz not null,
  net text,
  verdict text not null check (verdict in ('pending', 'person', 'machine', 'voided')),
  why text,
  judge_at timestamptz,
  fact_id bigint
);
create index visits_message on visits (message_key, at);
create index visits_pending on visits (lead_id, judge_at) where verdict = 'pending';

-- `fewer`: the lead asked for less mail, not for none.
alter table leads add column mail_pace text check (mail_pace in ('fewer'));

-- A consent that was ticked and not yet confirmed from the mailbox (double opt-in). It does not count until it is.
create table consent_asks (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid not null references leads on delete cascade,
  form text,
  boxes jsonb not null,
  source text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  message_key text,
  confirmed_at timestamptz,
  proof jsonb
);
create index consent_asks_open on consent_asks (lead_id) where confirmed_at is null;
alter table consents add column proof jsonb;
