create table journeys (
  id uuid primary key default gen_random_uuid(),
  sequence text not null,
  plan_hash text not null references plans,
  lead_id uuid not null references leads,
  account_id uuid,
  thing text,
  key text not null default '',
  grp text,
  priority integer not null default 5,
  status text not null default 'running' check (status in ('running', 'paused', 'parked', 'done')),
  outcome text,
  reason text,
  position jsonb not null,
  entry jsonb not null default '{}',
  entry_fact bigint,
  entered_at timestamptz not null,
  ended_at timestamptz,
  wait_at timestamptz,
  wake_at timestamptz,
  failures integer not null default 0,
  park_code text,
  loop text not null default 'journey',
  nudges integer not null default 0,
  next_nudge_at timestamptz
);
create unique index journeys_one on journeys (sequence, lead_id, key) where status <> 'done';
create unique index journeys_group on journeys (lead_id, grp) where grp is not null and status <> 'done';
create index journeys_lead on journeys (lead_id);
create index journeys_due on journeys (least(wait_at, wake_at)) where status = 'running';

-- What a sleeping journey listens for. subject: lead:<id>, account:<id> or thing:<kind>:<id>.
create table waits (
  subject text not null,
  type text not null,
  journey_id uuid not null references journeys on delete cascade,
  primary key (subject, type, journey_id)
);
create index waits_journey on waits (journey_id);

-- One row a lead and purpose: what to do for a lead that is in no journey, and when.
create table alarms (
  lead_id uuid not null references leads on delete cascade,
  what text not null,
  at timestamptz not null,
  data jsonb not null default '{}',
  tries integer not null default 0,
  code text,
  primary key (lead_id, what)
);
create index alarms_due on alarms (at) where code is null;

-- Until when a pump sleeps, so that a writer knows whether to wake it.
create table pumps (
  name text primary key,
  sleeps_until timestamptz,
  nudges integer not null default 0,
  next_nudge_at timestamptz
);

create table outbox (
  workflow_id text primary key,
  workflow_type text not null,
  summary text,
  n integer not null default 1,
  delay_until timestamptz,
  tries integer not null default 0,
  last_error text,
  next_try_at timestamptz not null
);
create index outbox_next on outbox (next_try_at);
