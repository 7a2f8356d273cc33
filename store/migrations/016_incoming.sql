-- A mail is found by what stands in its Message-ID before the @: tokens hold that, providers and answers the whole of it.
drop index messages_message_id;
create index messages_mail_id on messages (substr(message_id, 2, 32)) where message_id is not null;

-- Refusals that end an address only when there are several of them. Like the list of suppressions, by hash: it outlives the lead.
create table mail_strikes (
  address_hash text not null,
  message_key text not null,
  kind text not null,
  at timestamptz not null,
  primary key (address_hash, message_key)
);

-- A mailbox that does not answer is asked again later and later. Machine time.
alter table mailboxes add column tries integer not null default 0;
alter table mailboxes add column next_try_at timestamptz;
