import { slowsUs } from '../../../core/mail/breaker.ts'
import { instant } from '../../../store/database.ts'
import { noteMailEvents } from '../../../store/mail-events.ts'
import { queueMessage } from '../../../store/messages.ts'
import { inMoment } from '../../../store/moment.ts'
import type { Marketing } from '../../../store/releases.ts'
import { lockLead } from '../../../store/transact.ts'
import type { MailHappening } from '../../../store/tables/mail-world.ts'
import { publishedRelease } from '../../harness/release.ts'
import { MONDAY, testStore, type TestStore } from '../../harness/store.ts'

/** A store with a service and a marketing template, and mail in its lanes; nothing is sent here. */
export interface LaneScene {
  store: TestStore
  lead(email: string): Promise<string>
  queue(key: string, leadId: string, template?: string): Promise<void>
  row(key: string): ReturnType<typeof readRow>
  lane(name: string): ReturnType<typeof readLane>
  /** Notes that so many mails of a lane had this happen to them. */
  happened(lane: string, what: MailHappening, n: number, code?: string): Promise<void>
  story(leadId: string): Promise<Record<string, unknown>[]>
}

const readRow = (store: TestStore, key: string) =>
  store.db.selectFrom('messages').selectAll().where('key', '=', key).executeTakeFirstOrThrow()
const readLane = (store: TestStore, name: string) =>
  store.db.selectFrom('lanes').selectAll().where('name', '=', name).executeTakeFirstOrThrow()

export async function laneScene(marketing: Partial<Marketing> = {}): Promise<LaneScene> {
  const store = await testStore()
  const compiledTemplates = [
    { hash: 'h1', name: 'hello', lang: 'en', kind: 'service' as const, topic: 'news' },
    { hash: 'h2', name: 'offer', lang: 'en', kind: 'marketing' as const, topic: 'news' },
  ]
  await publishedRelease(store, { compiledTemplates, ...marketing })
  return {
    store,
    async lead(email) {
      const row = await store.db
        .insertInto('leads')
        .values({ email, created_at: instant(MONDAY), updated_at: instant(MONDAY) })
        .returning('id')
        .executeTakeFirstOrThrow()
      return row.id
    },
    async queue(key, leadId, template = 'hello') {
      await inMoment(
        store,
        (tx) => lockLead(tx, leadId),
        (m) => queueMessage(m, { key, leadId, sellerId: null, source: 'test', template }),
      )
    },
    row: (key) => readRow(store, key),
    lane: (name) => readLane(store, name),
    async happened(lane, what, n, code) {
      if (code && what === 'refused' && !slowsUs(code)) throw new Error('a refusal has such a code')
      await inMoment(
        store,
        () => Promise.resolve(),
        (m) =>
          noteMailEvents(
            m,
            Array.from({ length: n }, (_, at) => ({
              what,
              code: code ?? null,
              message: { key: `${lane}${at}`, sender: 'marketing', lane, topic: 'news' },
            })),
          ),
      )
    },
    async story(leadId) {
      const rows = await store.db
        .selectFrom('journal')
        .select('data')
        .where('lead_id', '=', leadId)
        .where('kind', '=', 'mail')
        .orderBy('id')
        .execute()
      return rows.map((row) => row.data)
    },
  }
}
