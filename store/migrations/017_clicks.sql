-- Clicks under judgement. A look at a page behind the mail's own links is a witness: three links at once are no person's.
alter table visits drop constraint visits_verdict_check;
alter table visits add constraint visits_verdict_check
  check (verdict in ('pending', 'person', 'machine', 'voided', 'witness'));
create index visits_net on visits (net, at) where net is not null;
create index visits_fact on visits (fact_id) where fact_id is not null;

-- Networks that were seen to be scanners'. `net` as in `visits`: a keyed hash, no address.
create table scanner_networks (
  net text primary key,
  at timestamptz not null,
  leads integer not null
);

-- The fact whose points this line takes back. Such a line counts from the instant of that fact and fades as its line did.
alter table score_lines add column reverses bigint;
