-- Whether a mail was counted already as one that made its reader say no.
create index mail_events_unsubscribed on mail_events (message_key) where what = 'unsubscribed';
