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
  overdue_at timestamptz,
  -- Everybody was asked and nobody took it: the next round begins then.
  round integer not null default 1,
  again_at timestamptz,
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

-- Journeys whose hand-off was joined to one that was open already. They are told what comes of it too.
create table handoff_joins (
  handoff_id uuid not null references handoffs on delete cascade,
  journey_id uuid not null,
  step text not null,
  at timestamptz not null,
  primary key (handoff_id, journey_id, step)
);

create table offers (
  id uuid primary key default gen_random_uuid(),
  handoff_id uuid not null references handoffs,
  seller_id uuid not null references sellers,
  rank integer not null,
  round integer not null default 1,
  state text not null default 'made' check (state in ('made', 'seen', 'accepted', 'declined', 'expired', 'withdrawn')),
  why jsonb not null default '{}',
  made_at timestamptz not null,
  expires_at timestamptz not null,
  seen_at timestamptz,
  answered_at timestamptz,
  reason text
);
create unique index offers_live on offers (handoff_id, seller_id) where state in ('made', 'seen', 'accepted');
create unique index offers_taken on offers (handoff_id) where state = 'accepted';
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
  per text not null default 'lead' check (per in ('lead', 'account')),
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
-- Per account: one open task of a name for the company.
create unique index tasks_company on tasks (account_id, name) where status = 'open' and per = 'account';

-- Colleagues' journeys that wanted the task that was open already.
create table task_joins (
  task_id uuid not null references tasks on delete cascade,
  lead_id uuid not null references leads,
  journey_id uuid not null,
  step text not null,
  at timestamptz not null,
  primary key (task_id, journey_id, step)
);
