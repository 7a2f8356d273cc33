-- The terms of a hand-off are its own; the route as it was is kept beside them, for when it is taken out.
alter table handoffs add column kept_route jsonb not null default '{}';
update handoffs set kept_route = terms, terms = '{"mode": "assign"}';

create index handoffs_dealer on handoffs (dealer_id, owned_at) where dealer_id is not null;

-- By which release the stars were reckoned: another formula, other stars.
alter table dealers add column rated_release bigint;
