create table plans (
  hash text primary key,
  sequence text not null,
  format integer not null,
  body jsonb not null
);

create table templates (
  hash text primary key,
  name text not null,
  lang text not null,
  body jsonb not null
);

-- All of marketing published at one moment. body holds segments, scoring, forms, routing, senders,
-- topics, tracks, things, fields and facts, and the hashes of its plans and templates.
create table releases (
  id bigint generated always as identity primary key,
  hash text not null,
  at timestamptz not null,
  body jsonb not null
);
