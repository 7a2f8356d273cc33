-- Mail of a pause that ended is let go of in the order in which it takes slots: service mail, then the more important, then what
-- expires first. `after_…`: up to where that is done; at first before all there is.
alter table mail_resumes
  add column after_marketing boolean not null default false,
  add column after_weight integer not null default -2147483648,
  add column after_expires timestamptz not null default '-infinity';
drop index messages_held_by_key;
create index messages_held_by_weight on messages
  ((kind = 'marketing'), (-priority), (coalesce(expires_at, 'infinity')), key)
  where held_since is not null and place = 'due';
