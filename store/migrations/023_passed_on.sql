-- How the one who passed it on had kept the clock of the first contact.
alter table passes add column owned_at timestamptz;
alter table passes add column contact_due_at timestamptz;
alter table passes add column contacted_at timestamptz;
create index passes_handoff on passes (handoff_id);
create index passes_from on passes (from_seller, at);
create index promises_handoff on promises (handoff_id);
