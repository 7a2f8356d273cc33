-- Answers by people that no seller could be told of: they go to the address for alerts. The words stand in the fact alone.
-- `mail_next_at` is machine time: when to try next; the row goes when the mail was taken.
create table untold_replies (
  fact_id bigint primary key,
  lead_id uuid not null references leads on delete cascade,
  at timestamptz not null,
  mail_next_at timestamptz not null default clock_timestamp()
);
