-- Sales with thousands of leads: what is asked for each lead anew is found by an index, whatever lies behind.
create index offers_open on offers (seller_id) where state in ('made', 'seen');
create index handoffs_owner_since on handoffs (owner_id, owned_at) where owner_id is not null and owned_at is not null;
create index reveals_dealer on reveals (dealer_id, handoff_id, at) where dealer_id is not null;
drop index offers_dealer;
create index offers_dealer on offers (dealer_id, made_at) include (handoff_id) where dealer_id is not null;

-- Where the last turn left the hand-off, in words: a turn that finds nothing due says it again.
alter table handoffs add column standing text;
