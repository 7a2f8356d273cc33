-- A dealer is a company with people: sellers that name it. One dealer's terms and leads are hidden from the others.
create table dealers (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  -- {countries, regions, cities, postcodes}: an empty list takes all; postcodes are prefixes.
  territory jsonb not null default '{}',
  lines text[] not null default '{}',
  langs text[] not null default '{}',
  zone text not null default 'UTC',
  country text,
  currency text,
  -- What the maker knows of it, numbers by name: sales, certified, training, shipping.
  figures jsonb not null default '{}',
  stars double precision,
  stars_why jsonb not null default '[]',
  rated_at timestamptz,
  active boolean not null default true,
  created_at timestamptz not null
);

alter table sellers add column dealer_id uuid references dealers;
alter table sellers add column level text check (level in ('finder', 'closer', 'keeper'));
-- Capacity: null is without limit.
alter table sellers add column open_leads integer check (open_leads >= 0);
alter table sellers add column contacts_a_day integer check (contacts_a_day >= 0);
-- Where the seller's share began to count: the others' mean when he joined or came back, so that nobody catches up.
alter table sellers add column share_start double precision not null default 0;
create index sellers_dealer on sellers (dealer_id) where dealer_id is not null;

create table leaves (
  id uuid primary key default gen_random_uuid(),
  seller_id uuid not null references sellers on delete cascade,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  created_at timestamptz not null
);
create index leaves_seller on leaves (seller_id, until_at);

-- Clients that a dealer registered as its own: nobody else is offered their leads until then.
create table protected_clients (
  account_id uuid primary key references accounts on delete cascade,
  dealer_id uuid not null references dealers,
  at timestamptz not null,
  until timestamptz not null
);

-- stage: assign, alone, group, auction, house. dealer_id: whose the owner is.
alter table handoffs add column stage text not null default 'assign'
  check (stage in ('assign', 'alone', 'group', 'auction', 'house'));
alter table handoffs add column dealer_id uuid references dealers;
alter table handoffs add column rule text;
alter table handoffs add column source text not null default 'journey';
alter table handoffs add column revealed_at timestamptz;
alter table handoffs add column refused_at timestamptz;
alter table handoffs add column follow_up_at timestamptz;
alter table handoffs add column take_back_at timestamptz;
alter table handoffs add column taken_back integer not null default 0;
-- Nobody has room until then: the lead stays in nurture.
alter table handoffs add column full_until timestamptz;
alter table handoffs add column closes_at timestamptz;
alter table handoffs add column winner_bid uuid;

alter table offers add column dealer_id uuid references dealers;
alter table offers add column stage text not null default 'assign';
create index offers_dealer on offers (dealer_id, made_at) where dealer_id is not null;

-- Append-only; amounts in minor units of their currency.
create table bids (
  id uuid primary key default gen_random_uuid(),
  handoff_id uuid not null references handoffs,
  dealer_id uuid not null references dealers,
  seller_id uuid not null references sellers,
  amount bigint not null check (amount > 0),
  currency text not null,
  at timestamptz not null,
  -- standing until the auction closes; then won, lost, or passed over because the winner did not call in time.
  state text not null default 'standing' check (state in ('standing', 'won', 'lost', 'passed'))
);
create unique index bids_amount on bids (handoff_id, amount);
create unique index bids_won on bids (handoff_id) where state = 'won';
create index bids_dealer on bids (dealer_id, at);

create table dues (
  id uuid primary key default gen_random_uuid(),
  bid_id uuid not null unique references bids,
  handoff_id uuid not null references handoffs,
  dealer_id uuid not null references dealers,
  amount bigint not null,
  currency text not null,
  at timestamptz not null,
  waived_at timestamptz,
  why text
);

-- Calls go through the telephony port: both sides see our number. No number stands here.
create table calls (
  id uuid primary key default gen_random_uuid(),
  handoff_id uuid not null references handoffs,
  offer_id uuid references offers,
  seller_id uuid not null references sellers,
  lead_id uuid not null references leads on delete cascade,
  provider text not null,
  provider_id text unique,
  state text not null default 'asked' check (state in ('asked', 'ringing', 'talking', 'ended', 'missed', 'failed')),
  asked_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  seconds integer,
  recording text
);
create index calls_handoff on calls (handoff_id, asked_at);

-- Who saw the contacts of a lead, since when and why: taken, talk, won, assigned.
create table reveals (
  handoff_id uuid not null references handoffs,
  seller_id uuid not null references sellers,
  dealer_id uuid,
  at timestamptz not null,
  why text not null,
  primary key (handoff_id, seller_id)
);

-- What was promised to the lead goes along when it is passed on.
create table promises (
  id uuid primary key default gen_random_uuid(),
  handoff_id uuid not null references handoffs,
  lead_id uuid not null references leads on delete cascade,
  text text not null,
  made_by uuid references sellers,
  at timestamptz not null,
  due_at timestamptz,
  kept_at timestamptz,
  kept_by uuid references sellers
);
create index promises_lead on promises (lead_id);

create table passes (
  id bigint generated always as identity primary key,
  handoff_id uuid not null references handoffs,
  from_seller uuid references sellers,
  to_seller uuid references sellers,
  level text,
  why text not null,
  at timestamptz not null
);

-- "Did they call? Did they offer our product?": asked of the lead once.
create table lead_checks (
  handoff_id uuid primary key references handoffs,
  asked_at timestamptz not null,
  answered_at timestamptz,
  called boolean,
  offered boolean
);

-- Sellers who are signed in. The cookie's hash; business time.
create table sessions (
  hash text primary key,
  seller_id uuid not null references sellers on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create table sign_ins (
  hash text primary key,
  seller_id uuid not null references sellers on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);
