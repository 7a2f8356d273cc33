-- Persons who were erased. `why` is in words without any person. `told`: who had seen the contacts, by id. `step`: where the
-- batches are. `sought`: by what the person is recognised in what others wrote; it goes when the erasure is done.
-- `begun_at`, `next_at`: machine time.
create table erasures (
  id uuid primary key default gen_random_uuid(),
  asked_at timestamptz not null,
  by text not null,
  why text,
  state text not null default 'running' check (state in ('running', 'done')),
  step text not null default 'list',
  counts jsonb not null default '{}',
  told jsonb not null default '{}',
  sought jsonb,
  begun_at timestamptz not null default clock_timestamp(),
  next_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
create index erasures_running on erasures (next_at) where state = 'running';

-- Ids and hashes stay, so that a restored backup can be erased again.
create table erased_leads (
  lead_id uuid primary key,
  erasure_id uuid not null references erasures
);
create index erased_leads_erasure on erased_leads (erasure_id);
create table erased_addresses (
  address_hash text not null,
  erasure_id uuid not null references erasures,
  primary key (address_hash, erasure_id)
);
create table erased_files (
  stored_as text primary key,
  erasure_id uuid not null references erasures,
  gone_at timestamptz
);

-- By what an erasure finds the rows of a person, and rows of others that hold what the person said.
create index leads_email on leads (email) where email is not null;
create index fact_keys_fact on fact_keys (fact_id);
create index journeys_entry on journeys (entry_fact) where entry_fact is not null;
create index things_lead on things (lead_id) where lead_id is not null;
create index things_account on things (account_id) where account_id is not null;
create index files_lead on files (lead_id);
create index alarms_enrol on alarms ((data ->> 'fact')) where data ? 'fact';
