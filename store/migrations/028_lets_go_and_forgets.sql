-- A pause that ended: the mail that it kept back is let go of behind, by key, a page in each transaction.
-- `after_key`: up to where that is done; the row goes with the last page, or when the same is paused again.
create table mail_resumes (
  scope text not null,
  name text not null,
  at timestamptz not null,
  after_key text not null default '',
  primary key (scope, name)
);
create index messages_held_by_key on messages (key) where held_since is not null and status in ('queued', 'retry');
