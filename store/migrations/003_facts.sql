-- Append-only, partitioned by the business month in which they were accepted. Never updated.
create table facts (
  id bigint generated always as identity,
  accepted_at timestamptz not null,
  at timestamptz not null,
  type text not null,
  known boolean not null default true,
  lead_id uuid,
  account_id uuid,
  things text[] not null default '{}',
  props jsonb not null default '{}',
  primary key (id, accepted_at)
) partition by range (accepted_at);
create index facts_lead on facts (lead_id, type, at) where lead_id is not null;
create index facts_account on facts (account_id, type, at) where account_id is not null;
create index facts_things on facts using gin (things) where things <> '{}';
create index facts_unknown on facts (type) where not known;

-- Uniqueness lives in this narrow table, because a partitioned one cannot carry it.
create table fact_keys (
  key text primary key,
  fact_id bigint not null,
  at timestamptz not null
);

-- Accepted, not yet applied. A row goes when its fact was folded into its lead.
create table unapplied (
  fact_id bigint primary key,
  accepted_at timestamptz not null,
  at timestamptz not null,
  lead_id uuid,
  account_id uuid,
  tries integer not null default 0,
  code text
);
create index unapplied_lead on unapplied (lead_id) where code is null;
create index unapplied_next on unapplied (accepted_at) where code is null;

create table score_lines (
  id bigint generated always as identity,
  at timestamptz not null,
  lead_id uuid not null,
  fact_id bigint,
  rule text not null,
  grp text not null,
  points double precision not null,
  value_after double precision not null,
  primary key (id, at)
) partition by range (at);
create index score_lines_lead on score_lines (lead_id, at);

-- The lead's flight recorder: what was decided and on which values.
create table journal (
  id bigint generated always as identity,
  at timestamptz not null,
  lead_id uuid not null,
  journey_id uuid,
  kind text not null,
  data jsonb not null default '{}',
  primary key (id, at)
) partition by range (at);
create index journal_lead on journal (lead_id, at);
create index journal_journey on journal (journey_id, at) where journey_id is not null;

-- Makes the partition of the month that holds the instant, for the three tables above.
-- A new table is attached, because ATTACH lets inserts into other months go on.
create function ensure_month(instant timestamptz) returns void language plpgsql as $$
declare
  parent text;
  child text;
  first timestamptz := date_trunc('month', instant, 'UTC');
begin
  perform pg_advisory_xact_lock(7205);
  foreach parent in array array['facts', 'score_lines', 'journal'] loop
    child := parent || '_' || to_char(first at time zone 'UTC', 'YYYY_MM');
    if to_regclass(child) is null then
      execute format('create table %I (like %I including defaults)', child, parent);
      execute format('alter table %I attach partition %I for values from (%L) to (%L)',
        parent, child, first, first + interval '1 month');
    end if;
  end loop;
end $$;
