-- A number that no two wakes share: a row that was deleted and written anew is not taken for the one that was sent.
create sequence outbox_n;
alter table outbox alter column n type bigint;
select setval('outbox_n', (select coalesce(max(n), 0) + 1 from outbox));
alter table outbox alter column n set default nextval('outbox_n');
