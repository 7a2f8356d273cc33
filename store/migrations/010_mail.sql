-- When the first try to send began (mail is given up four days later), and when a whole body stayed unanswered:
-- after that a service mail is sent once more, a marketing mail never.
alter table messages add column first_tried_at timestamptz;
alter table messages add column unknown_at timestamptz;
alter table lanes alter column per_second set default 200;
update lanes set per_second = 200 where name = 'default';
create index messages_claimable on messages (lane, kind desc, priority desc, due_at) where status in ('queued', 'retry');
create index messages_capped on messages (lead_id, left_at) where status = 'sent' and kind = 'marketing';
