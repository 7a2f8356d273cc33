create table handoffs (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid not null references leads,
  account_id uuid,
  thing text,
  route text not null,
  mode text not null default 'assign',
  terms jsonb not null default '{}',
  journey_id uuid,
  step text,
  wanted_seller uuid,
  owner_id uuid references sellers,
  state text not null default 'open' check (state in ('open', 'offered', 'owned', 'closed')),
  outcome text,
  reason text,
  note text,
  first_contact text,
  contact_due_at timestamptz,
  contacted_at timestamptz,
  reminded_at timestamptz,
  opened_at timestamptz not null,
  owned_at timestamptz,
  closed_at timestamptz,
  wait_at timestamptz,
  wake_at timestamptz,
  failures integer not null default 0,
  park_code text,
  loop text not null default 'handoff',
  nudges integer not null default 0,
  next_nudge_at timestamptz
);
create unique index handoffs_open on handoffs (lead_id, coalesce(thing, '')) where state <> 'closed';
create index handoffs_lead on handoffs (lead_id);
create index handoffs_owner on handoffs (owner_id) where state = 'owned';
create index handoffs_due on handoffs (least(wait_at, wake_at)) where state <> 'closed';

create table offers (
  id uuid primary key default gen_random_uuid(),
  handoff_id uuid not null references handoffs,
  seller_id uuid not null references sellers,
  rank integer not null,
  state text not null default 'made' check (state in ('made', 'seen', 'accepted', 'declined', 'expired', 'withdrawn')),
  why jsonb not null default '{}',
  made_at timestamptz not null,
  expires_at timestamptz not null,
  seen_at timestamptz,
  answered_at timestamptz,
  reason text
);
create unique index offers_live on offers (handoff_id, seller_id) where state in ('made', 'seen', 'accepted');
create index offers_handoff on offers (handoff_id, rank);
create index offers_seller on offers (seller_id, made_at);

create table tasks (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid not null references leads,
  account_id uuid,
  journey_id uuid references journeys,
  handoff_id uuid references handoffs,
  step text not null,
  name text not null,
  seller_id uuid references sellers,
  note text,
  status text not null default 'open' check (status in ('open', 'done', 'dropped')),
  outcome text,
  created_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz
);
create index tasks_lead on tasks (lead_id);
create index tasks_seller on tasks (seller_id) where status = 'open';
create index tasks_journey on tasks (journey_id);
