create table lanes (
  name text primary key,
  per_second double precision not null default 50,
  paused boolean not null default false,
  breaker_until timestamptz,
  holder text,
  lease_until timestamptz
);
insert into lanes (name) values ('default');

-- The send ledger. key = hash(journey, step, visit) or another stable source; the Message-ID comes from it.
create table messages (
  key text primary key,
  lead_id uuid references leads,
  seller_id uuid references sellers,
  journey_id uuid references journeys,
  source text not null,
  step text,
  visit integer,
  release_id bigint,
  template text not null,
  template_hash text,
  lang text,
  kind text not null check (kind in ('service', 'marketing')),
  topic text,
  channel text not null default 'mail',
  lane text not null default 'default' references lanes,
  from_seller uuid,
  sender text,
  hours text,
  priority integer not null default 5,
  status text not null default 'queued'
    check (status in ('queued', 'claimed', 'sending', 'sent', 'retry', 'failed', 'skipped', 'unknown')),
  reason text,
  code text,
  vars jsonb not null default '{}',
  links jsonb,
  message_id text,
  tries integer not null default 0,
  queued_at timestamptz not null,
  due_at timestamptz not null,
  expires_at timestamptz,
  lease_until timestamptz,
  claim_id uuid,
  sending_at timestamptz,
  left_at timestamptz
);
create index messages_due on messages (lane, due_at) where status in ('queued', 'retry');
create index messages_open on messages (status, lease_until) where status in ('claimed', 'sending', 'unknown');
create index messages_lead on messages (lead_id, queued_at);
create index messages_journey on messages (journey_id);
