create table api_keys (
  hash text primary key,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null
);

-- machine time throughout: these are leases and replays, not business
create table idempotency (
  scope text not null,
  key text not null,
  fingerprint text not null,
  status integer,
  reply jsonb,
  created_at timestamptz not null default clock_timestamp(),
  primary key (scope, key)
);

create table hook_seen (
  name text not null,
  id text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (name, id)
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  data jsonb not null default '{}'
);

create table files (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid references leads,
  fact_id bigint,
  name text not null,
  type text not null,
  bytes bigint not null,
  sha256 text not null,
  stored_as text not null,
  created_at timestamptz not null
);
