-- Where a mail stands, for the indexes. What changes within one place writes no index anew: a mail begins to leave, and is
-- noted as taken, in the page where it is (a HOT update).
create function mail_place(status text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return case when status in ('queued', 'retry') then 'due' when status in ('claimed', 'sending') then 'open' else status end;
end $$;
-- The expression is read anew by each statement that updates the table: a call is the shortest.
alter table messages add column place text not null generated always as (mail_place(status)) stored;
-- When the server took it, as long as nothing else is written of that: whoever takes up the mail of a dead holder knows by
-- it that it was sent.
alter table messages add column taken_at timestamptz;
-- Room in its page for a mail that begins and is taken.
alter table messages set (fillfactor = 70);

drop index messages_due, messages_open, messages_claimable, messages_capped, messages_held;
create index messages_due on messages (lane, due_at) where place = 'due';
create index messages_claimable on messages (lane, kind desc, priority desc, due_at) where place = 'due';
create index messages_held on messages (lane, key) where held_since is not null and place = 'due';
create index messages_open on messages (lane) where place = 'open';
create index messages_unknown on messages (queued_at) where place = 'unknown';
create index messages_capped on messages (lead_id, left_at) where place = 'sent' and kind = 'marketing';
