import type { ClockAnchorTable } from './clock.ts'
import type {
  SellersTable,
  AccountsTable,
  AccountKeysTable,
  LeadsTable,
  LeadKeysTable,
  ConsentsTable,
  SuppressionsTable,
  ThingsTable,
} from './people.ts'
import type { FactsTable, FactKeysTable, UnappliedTable, ScoreLinesTable, JournalTable } from './facts.ts'
import type { PlansTable, TemplatesTable, ReleasesTable } from './releases.ts'
import type {
  AudienceMembersTable,
  JourneysTable,
  WaitsTable,
  AlarmsTable,
  PumpsTable,
  OutboxTable,
} from './journeys.ts'
import type { LanesTable, MessagesTable } from './mail.ts'
import type {
  DigestsTable,
  HandoffJoinsTable,
  HandoffsTable,
  OffersTable,
  RestsTable,
  TaskJoinsTable,
  TasksTable,
} from './sales.ts'
import type {
  BidsTable,
  CallsTable,
  DealersTable,
  DuesTable,
  LeadChecksTable,
  LeavesTable,
  PassesTable,
  PromisesTable,
  ProtectedClientsTable,
  RevealsTable,
  SessionsTable,
  SignInsTable,
} from './dealers.ts'
import type {
  ComplaintWatchTable,
  ConsentAsksTable,
  IncomingTable,
  MailboxesTable,
  MailDaysTable,
  MailDomainsTable,
  MailEventsTable,
  MailPausesTable,
  MailResumesTable,
  MailStrikesTable,
  ScannerNetworksTable,
  UntoldRepliesTable,
  VisitsTable,
  WarmUpsTable,
} from './mail-world.ts'
import type { ErasedAddressesTable, ErasedFilesTable, ErasedLeadsTable, ErasuresTable } from './erasure.ts'
import type { ApiKeysTable, IdempotencyTable, HookSeenTable, AuditTable, FilesTable } from './api.ts'

/** Every table, for Kysely. The SQL in `store/migrations/` is what counts. */
export interface Tables {
  clock_anchor: ClockAnchorTable
  sellers: SellersTable
  accounts: AccountsTable
  account_keys: AccountKeysTable
  leads: LeadsTable
  lead_keys: LeadKeysTable
  consents: ConsentsTable
  suppressions: SuppressionsTable
  things: ThingsTable
  facts: FactsTable
  fact_keys: FactKeysTable
  unapplied: UnappliedTable
  score_lines: ScoreLinesTable
  journal: JournalTable
  plans: PlansTable
  templates: TemplatesTable
  releases: ReleasesTable
  journeys: JourneysTable
  waits: WaitsTable
  alarms: AlarmsTable
  audience_members: AudienceMembersTable
  pumps: PumpsTable
  outbox: OutboxTable
  lanes: LanesTable
  messages: MessagesTable
  mail_domains: MailDomainsTable
  mail_pauses: MailPausesTable
  mail_resumes: MailResumesTable
  warm_ups: WarmUpsTable
  mail_events: MailEventsTable
  mail_days: MailDaysTable
  mail_counts: MailDaysTable
  complaint_watch: ComplaintWatchTable
  incoming: IncomingTable
  mailboxes: MailboxesTable
  mail_strikes: MailStrikesTable
  untold_replies: UntoldRepliesTable
  visits: VisitsTable
  scanner_networks: ScannerNetworksTable
  consent_asks: ConsentAsksTable
  handoffs: HandoffsTable
  handoff_joins: HandoffJoinsTable
  offers: OffersTable
  tasks: TasksTable
  task_joins: TaskJoinsTable
  rests: RestsTable
  digests: DigestsTable
  dealers: DealersTable
  leaves: LeavesTable
  protected_clients: ProtectedClientsTable
  bids: BidsTable
  dues: DuesTable
  calls: CallsTable
  reveals: RevealsTable
  promises: PromisesTable
  passes: PassesTable
  lead_checks: LeadChecksTable
  sessions: SessionsTable
  sign_ins: SignInsTable
  api_keys: ApiKeysTable
  idempotency: IdempotencyTable
  hook_seen: HookSeenTable
  audit: AuditTable
  files: FilesTable
  erasures: ErasuresTable
  erased_leads: ErasedLeadsTable
  erased_addresses: ErasedAddressesTable
  erased_files: ErasedFilesTable
}
