-- A pause that ended: the mail that it kept back is let go of behind, by key, a page in each transaction.
-- `after_key`: up to where that is done; the row goes with the last page, or when the same is paused again.
create table mail_resumes (
  scope text not null,
  name text not null,
  at timestamptz not null,
  after_key text not null default '',
  primary key (scope, name)
);
create index messages_held_by_key on messages (key) where held_since is not null and place = 'due';

-- Since when a hand-off waits for somebody of the house to have room; kept while it is offered, until somebody takes it or lets
-- it pass. Whoever waits longer goes first.
alter table handoffs add column waits_since timestamptz;
update handoffs set waits_since = opened_at where full_until is not null and state = 'open';
drop index handoffs_full;
create index handoffs_waiting on handoffs (waits_since, id) where full_until is not null and state = 'open';

-- What is forgotten is found by its age.
create index visits_at on visits (at);
create index incoming_at on incoming (at);
