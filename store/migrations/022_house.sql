-- Leads that a seller was asked about by share, ever: counted under the seller's lock.
alter table sellers add column share_taken integer not null default 0;
update sellers set share_taken = (
  select count(*) from offers where offers.seller_id = sellers.id and offers.why ->> 'by' = 'weight');
-- Everybody begins level on the day this came in.
update sellers set share_start = -share_taken::double precision / weight where weight > 0;

-- A marketer gets no leads, but the daily list, and what sellers found worth another offer.
alter table sellers add column role text not null default 'seller' check (role in ('seller', 'marketer'));

-- When the seller's share began anew after the leave.
alter table leaves add column back_at timestamptz;

-- The next step after the first contact: when it is due, what it is, who was told that it is late.
alter table handoffs add column next_step text;
alter table handoffs add column follow_reminded_at timestamptz;
alter table handoffs add column follow_overdue_at timestamptz;
-- When the lead is asked whether somebody called.
alter table handoffs add column check_at timestamptz;
create index handoffs_full on handoffs (opened_at) where full_until is not null and state = 'open';
create index handoffs_closed on handoffs (closed_at) where closed_at is not null;

-- Why a lead is in no journey and no hand-off, and until when that explains it (null: for good).
create table rests (
  lead_id uuid primary key references leads on delete cascade,
  why text not null,
  until timestamptz,
  handoff_id uuid,
  at timestamptz not null
);

-- A digest goes to a person once a day, by the person's own day.
create table digests (
  seller_id uuid not null references sellers on delete cascade,
  day text not null,
  at timestamptz not null,
  primary key (seller_id, day)
);
