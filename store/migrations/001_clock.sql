-- Business time. Without the anchor row it is the machine's own clock.
-- A database first started with a scale or a start instant keeps its anchor for ever.
create table clock_anchor (
  one boolean primary key default true check (one),
  scale double precision not null check (scale > 0),
  business_at timestamptz not null,
  machine_at timestamptz not null,
  seen_at timestamptz not null
);

create function business_now() returns timestamptz language sql volatile as $$
  select coalesce(
    (select business_at + (clock_timestamp() - machine_at) * scale from clock_anchor),
    clock_timestamp())
$$;
