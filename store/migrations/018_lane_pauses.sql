-- A pause is a row of mail_pauses, with who said it and why.
insert into mail_pauses (scope, name, at, by, why)
  select 'lane', name, business_now(), 'before', 'was paused before' from lanes where paused;
alter table lanes drop column paused;
