-- An alarm is of a lead, of a company or of a thing; who enters by one of the latter two is asked when it rings.
-- subject: lead:<id>, account:<id> or thing:<kind>:<id>.
alter table alarms add column subject text;
update alarms set subject = 'lead:' || lead_id;
alter table alarms drop constraint alarms_pkey;
alter table alarms alter column lead_id drop not null;
alter table alarms add primary key (subject, what);
create index alarms_lead on alarms (lead_id) where lead_id is not null;

-- Whom `mainContact()` names. Not set: a decider, else whom we have known longest.
alter table accounts add column main_contact_id uuid references leads;

-- Who is in which audience, and by which journey: a row a stay, without an end while it lasts.
create table audience_members (
  id bigint generated always as identity primary key,
  audience text not null,
  lead_id uuid not null references leads on delete cascade,
  journey_id uuid not null references journeys on delete cascade,
  since timestamptz not null,
  until timestamptz
);
create unique index audience_members_one on audience_members (journey_id, audience) where until is null;
create index audience_members_lead on audience_members (lead_id) where until is null;
create index audience_members_now on audience_members (audience, lead_id) where until is null;
