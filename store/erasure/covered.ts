/**
 * How the rows of a person are found in a table. `apart`: by code of its own (`store/erasure/`). `nobody`: no row is about a
 * person.
 */
export type Link = 'lead' | 'journey' | 'handoff' | 'audited' | 'apart' | 'nobody'

/**
 * What an erasure does with a table. `go`: the rows are deleted; `stay`: they stay, without what is in `emptied`. Each column that can
 * hold words must stand in one of the two lists of a table whose rows stay; a test asks the database for all of them.
 */
export interface Covered {
  of: Link
  rows: 'go' | 'stay'
  /** In batches by a worker; else in the transaction that takes the lead out. */
  behind?: true
  /** Columns and the SQL of what stands there afterwards. */
  emptied?: Record<string, string>
  /** Why words may stay, and in which columns. */
  stays?: Record<string, readonly string[]>
}

const OURS = 'names and states of the product and of marketing'
const TECH = 'made by the product: ids, hashes, codes'
const STAFF = 'of the house and of dealers, who are no leads'
const MARKETING = 'what marketing published'

const go = (of: Link): Covered => ({ of, rows: 'go' })
const behind = (of: Link): Covered => ({ of, rows: 'go', behind: true })
const nobody = (stays: Covered['stays']): Covered => ({ of: 'nobody', rows: 'stay', stays })

const HASHED = `case when text like 'sha256:%' then text else 'sha256:' || encode(sha256(convert_to(text, 'UTF8')), 'hex') end`
// Where a box was ticked: our own pages by name, of others the host; else only that it was elsewhere.
const WHERE = `case
  when source ~ '^(https?://[^ ?#@]+/(f/[a-z0-9-]+|m/[a-z]+)|import|form [a-z0-9-]+|unsubscribed|preferences|erasure)$' then source
  else coalesce(substring(source from '^https?://[^/?#@ ]+'), 'elsewhere') end`

/** Every table of the database. The order is that in which rows go, because some name others. */
export const COVERED: Record<string, Covered> = {
  // The person.
  leads: {
    of: 'lead',
    rows: 'stay',
    emptied: {
      ...{ account_id: 'null', owner_id: 'null', email: 'null', phone: 'null', name: 'null', title: 'null' },
      ...{ role: 'null', lang: 'null', zone: 'null', country: 'null', region: 'null', city: 'null' },
      ...{ fields: `'{}'`, fit: '0', score: `'{}'`, grade: 'null', category: `'cold'`, mail_pace: 'null' },
      ...{ hush_until: 'null', hush_reason: 'null' },
      // "How good are leads from there" goes on counting; a source that hardly anybody shares would name the person.
      source:
        'case when (select count(*) from (select 1 from leads other where other.source = leads.source and other.erased_at is null limit 6) few) > 5 then source end',
    },
  },
  lead_keys: go('lead'),
  consents: {
    of: 'lead',
    rows: 'stay',
    emptied: {
      text: HASHED,
      source: WHERE,
      proof:
        "case when proof is not null then jsonb_strip_nulls(jsonb_build_object('askedAt', proof -> 'askedAt', 'confirmedAt', proof -> 'confirmedAt', 'form', proof -> 'form', 'version', proof -> 'version', 'message', proof -> 'message', 'messageId', proof -> 'messageId')) end",
    },
    stays: { [OURS]: ['purpose', 'topic', 'version'] },
  },
  consent_asks: go('lead'),
  suppressions: {
    of: 'apart',
    rows: 'stay',
    emptied: { address: 'null', reason: "'erased'" },
    stays: { [TECH]: ['address_hash'], [OURS]: ['topic'] },
  },
  rests: go('lead'),
  audience_members: go('lead'),
  alarms: go('lead'),

  // What the person did.
  unapplied: go('lead'),
  untold_replies: go('lead'),
  facts: behind('lead'),
  fact_keys: { of: 'apart', rows: 'go', behind: true },
  score_lines: behind('lead'),
  journal: behind('lead'),
  visits: behind('lead'),
  files: { of: 'apart', rows: 'go' },
  things: {
    of: 'apart',
    rows: 'stay',
    behind: true,
    emptied: { fields: 'without what names the person' },
    stays: {
      'a thing that others speak of too keeps its name; one of the person alone goes': ['kind', 'id'],
    },
  },

  // Journeys and mail.
  waits: go('journey'),
  journeys: {
    of: 'lead',
    rows: 'stay',
    emptied: {
      ...{ account_id: 'null', thing: 'null', key: `''`, reason: 'null', entry: `'{}'`, entry_fact: 'null' },
      position: `'{"at": null, "visits": {}, "wait": null, "arms": {}, "seenFalse": {}, "lastMail": null}'`,
    },
    stays: { [OURS]: ['sequence', 'plan_hash', 'grp', 'status', 'outcome', 'park_code', 'loop'] },
  },
  messages: {
    of: 'lead',
    rows: 'stay',
    emptied: { vars: `'{}'`, links: 'null' },
    stays: {
      [OURS]: [
        'source',
        'step',
        'template',
        'lang',
        'kind',
        'topic',
        'channel',
        'lane',
        'sender',
        'hours',
        'status',
        'place',
      ],
      [TECH]: ['key', 'template_hash', 'message_id', 'reason', 'code'],
    },
  },

  // Sales: who did what with how many leads, and what is owed, stays; of whom, goes.
  handoff_joins: { of: 'handoff', rows: 'stay', stays: { [OURS]: ['step'] } },
  offers: {
    of: 'handoff',
    rows: 'stay',
    emptied: { reason: 'null' },
    stays: { [OURS]: ['state', 'stage'], 'stars and counts of sellers': ['why'] },
  },
  bids: { of: 'handoff', rows: 'stay', stays: { [OURS]: ['currency', 'state'] } },
  dues: { of: 'handoff', rows: 'stay', stays: { [OURS]: ['currency', 'why'] } },
  calls: {
    of: 'lead',
    rows: 'stay',
    emptied: { provider_id: 'null', recording: 'null' },
    stays: { [OURS]: ['provider', 'state'] },
  },
  reveals: { of: 'handoff', rows: 'stay', stays: { [OURS]: ['why'] } },
  promises: go('lead'),
  passes: { of: 'handoff', rows: 'stay', emptied: { why: `'erased'` }, stays: { [OURS]: ['level'] } },
  lead_checks: { of: 'handoff', rows: 'stay' },
  handoffs: {
    of: 'lead',
    rows: 'stay',
    emptied: {
      ...{ account_id: 'null', thing: 'null', reason: 'null', note: 'null', next_step: 'null' },
      standing: 'null',
    },
    stays: {
      [OURS]: [
        'route',
        'mode',
        'step',
        'state',
        'outcome',
        'first_contact',
        'park_code',
        'loop',
        'stage',
        'rule',
        'source',
      ],
      [MARKETING]: ['terms', 'kept_route'],
    },
  },
  task_joins: go('lead'),
  tasks: {
    of: 'lead',
    rows: 'stay',
    emptied: { account_id: 'null', note: 'null', outcome: 'null' },
    stays: { [OURS]: ['step', 'name', 'per', 'status'] },
  },

  // Companies stay; what they have of the person goes.
  accounts: {
    of: 'apart',
    rows: 'stay',
    behind: true,
    emptied: { name: 'null', domain: 'null', country: 'null', fields: `'{}'` },
  },
  account_keys: nobody({ 'numbers of companies in other systems': ['system', 'value'] }),
  protected_clients: nobody({}),

  // Kept answers, and who did what.
  idempotency: {
    of: 'apart',
    rows: 'stay',
    behind: true,
    emptied: { reply: 'the problem lead_erased', key: 'a row whose key names the person goes' },
    stays: { [TECH]: ['scope', 'fingerprint'] },
  },
  audit: {
    of: 'audited',
    rows: 'stay',
    emptied: { data: `data - 'reason'` },
    stays: { [TECH]: ['actor', 'action', 'subject'] },
  },
  hook_seen: nobody({ [TECH]: ['name', 'id'] }),
  outbox: nobody({ [TECH]: ['workflow_id', 'workflow_type', 'summary', 'last_error'] }),

  // The erasure itself.
  erasures: nobody({
    'scrubbed, and without any person': ['by', 'why', 'state', 'step', 'counts', 'told'],
    'by what the person is found, while the erasure runs': ['sought'],
  }),
  erased_leads: nobody({}),
  erased_addresses: nobody({ 'a hash, so that a restored backup can be erased again': ['address_hash'] }),
  erased_files: nobody({ [TECH]: ['stored_as'] }),

  // About no lead.
  sellers: nobody({
    [STAFF]: ['email', 'name', 'zone', 'country', 'lang', 'phone', 'sender', 'key_hash', 'level', 'role'],
  }),
  dealers: nobody({
    [STAFF]: ['name', 'territory', 'lines', 'langs', 'zone', 'country', 'currency', 'figures', 'stars_why'],
  }),
  sessions: nobody({ [STAFF]: ['hash'] }),
  sign_ins: nobody({ [STAFF]: ['hash'] }),
  leaves: nobody({}),
  digests: nobody({ [STAFF]: ['day'] }),
  api_keys: nobody({ [TECH]: ['hash', 'name', 'scopes'] }),
  plans: nobody({ [MARKETING]: ['hash', 'sequence', 'body'] }),
  templates: nobody({ [MARKETING]: ['hash', 'name', 'lang', 'body'] }),
  releases: nobody({ [MARKETING]: ['hash', 'body'] }),
  clock_anchor: nobody({}),
  migrations: nobody({ [TECH]: ['name', 'sha256'] }),
  pumps: nobody({ [TECH]: ['name'] }),
  lanes: nobody({ [OURS]: ['name', 'holder', 'breaker_why'] }),
  mail_domains: nobody({
    'whose mailboxes a domain is; goes with the last person of a company': ['domain', 'lane', 'mx'],
  }),
  mail_pauses: nobody({ [OURS]: ['scope', 'name', 'by', 'why'] }),
  mail_resumes: nobody({ [OURS]: ['scope', 'name'], [TECH]: ['after_key'] }),
  warm_ups: nobody({ [OURS]: ['sender', 'lane'] }),
  mail_events: nobody({ [OURS]: ['sender', 'lane', 'topic', 'what'], [TECH]: ['code', 'message_key'] }),
  mail_days: nobody({ [OURS]: ['sender', 'lane', 'topic', 'what'] }),
  complaint_watch: nobody({ [OURS]: ['domain', 'topic', 'state', 'pause_scope', 'pause_name'] }),
  incoming: nobody({ [TECH]: ['source', 'id', 'kind', 'message_key'] }),
  mailboxes: nobody({ [OURS]: ['name', 'holder', 'code'] }),
  mail_strikes: nobody({ [TECH]: ['address_hash', 'message_key', 'kind'] }),
  scanner_networks: nobody({ [TECH]: ['net'] }),
}
