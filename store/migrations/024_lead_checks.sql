-- Whom the question was about: the hand-off may have another owner by the time of the answer.
alter table lead_checks add column seller_id uuid references sellers;
alter table lead_checks add column dealer_id uuid references dealers;
create index lead_checks_dealer on lead_checks (dealer_id, asked_at) where dealer_id is not null;
create index lead_checks_seller on lead_checks (seller_id, asked_at) where seller_id is not null;
create index handoffs_owned on handoffs (owned_at) where owned_at is not null;
create index offers_declined on offers (answered_at) where state = 'declined';
