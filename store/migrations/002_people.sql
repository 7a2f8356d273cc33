create table sellers (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  name text not null,
  zone text not null default 'UTC',
  country text,
  lang text not null default 'en',
  weight integer not null default 1 check (weight >= 0),
  head_id uuid references sellers,
  phone text,
  sender text,
  active boolean not null default true,
  key_hash text unique,
  created_at timestamptz not null
);

create table accounts (
  id uuid primary key default gen_random_uuid(),
  domain text unique,
  name text,
  owner_id uuid references sellers,
  country text,
  fields jsonb not null default '{}',
  created_at timestamptz not null
);

create table account_keys (
  system text not null,
  value text not null,
  account_id uuid not null references accounts on delete cascade,
  primary key (system, value)
);

create table leads (
  id uuid primary key default gen_random_uuid(),
  account_id uuid references accounts,
  owner_id uuid references sellers,
  email text,
  phone text,
  name text,
  title text,
  role text,
  lang text,
  zone text,
  country text,
  region text,
  city text,
  fields jsonb not null default '{}',
  fit integer not null default 0,
  score jsonb not null default '{}',
  grade text,
  category text not null default 'cold',
  hush_until timestamptz,
  hush_reason text,
  source text,
  erased_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index leads_account on leads (account_id);
create index leads_owner on leads (owner_id);

-- Every way a lead is recognised: email, phone, clientId, or the name of an outside system.
create table lead_keys (
  kind text not null,
  value text not null,
  lead_id uuid not null references leads on delete cascade,
  primary key (kind, value)
);
create index lead_keys_lead on lead_keys (lead_id);

-- Append-only. The newest row for (lead, purpose, topic or all topics) is in force.
create table consents (
  id bigint generated always as identity primary key,
  lead_id uuid not null references leads on delete cascade,
  purpose text not null check (purpose in ('marketing', 'dealers', 'data')),
  topic text,
  given boolean not null,
  at timestamptz not null,
  source text not null,
  text text not null,
  version text,
  recorded_at timestamptz not null
);
create index consents_lead on consents (lead_id, purpose, at desc);

-- topic '' means all mail. After erasure only the hash is left.
create table suppressions (
  address_hash text not null,
  topic text not null default '',
  address text,
  reason text not null,
  at timestamptz not null,
  primary key (address_hash, topic)
);

create table things (
  kind text not null,
  id text not null,
  lead_id uuid,
  account_id uuid,
  fields jsonb not null default '{}',
  updated_at timestamptz not null,
  primary key (kind, id)
);
