import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileTemplate, type CompiledTemplate } from '../../mail/compile-template.ts'
import { drainLane, type LaneDeps } from '../../mail/drain.ts'
import type { SunkMail } from '../../providers/sink/mailbox.ts'
import type { ScriptRule } from '../../providers/sink/script.ts'
import { startSink } from '../../providers/sink/sink.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { instant } from '../../store/database.ts'
import { type NewMessage, queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import type { Marketing } from '../../store/releases.ts'
import { lockLead } from '../../store/transact.ts'
import { afterwards } from '../harness/afterwards.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, testStore, type TestStore } from '../harness/store.ts'

export const LAYOUT = '<mjml><mj-body><!-- content --></mj-body></mjml>'
const SECRET = 'a secret that only this test knows'

/** A template of one paragraph. */
export const template = (
  name: string,
  options: {
    kind?: 'service' | 'marketing'
    subject?: string
    topic?: string
    lang?: string
    text?: string
    layout?: string
  } = {},
): Promise<CompiledTemplate> => {
  const {
    kind = 'service',
    subject = 'Hello {{ lead.firstName }}',
    topic = 'news',
    lang = 'en',
    text = 'Hi',
    layout = LAYOUT,
  } = options
  const source = `---\nkind: ${kind}\nsubject: ${subject}\ntopic: ${topic}\n---\n<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`
  return compileTemplate({ name, lang, source, layout })
}

export interface MailWorld {
  store: TestStore
  deps: LaneDeps
  drain(lane?: string): Promise<{ sleepMs: number | null }>
  received(to?: string): Promise<SunkMail[]>
  script(rules: Partial<ScriptRule>[]): Promise<void>
  lead(values?: {
    email?: string | null
    name?: string | null
    consent?: boolean
    lang?: string
    zone?: string
  }): Promise<string>
  queue(message: Partial<NewMessage> & { leadId: string | null; template: string }): Promise<string>
  row(key: string): Promise<Awaited<ReturnType<typeof readRow>>>
  story(lead: string): Promise<Record<string, unknown>[]>
}

const readRow = (store: TestStore, key: string) =>
  store.db.selectFrom('messages').selectAll().where('key', '=', key).executeTakeFirstOrThrow()

/** A store with a small marketing, a real sink on free ports, and a lane between them. */
export async function mailWorld(marketing: Partial<Marketing> = {}): Promise<MailWorld> {
  const store = await testStore()
  const folder = await mkdtemp(join(tmpdir(), 'kindling-sink-'))
  const sink = await startSink({ folder, smtpPort: 0, httpPort: 0 })
  const transport = smtpTransport(`smtp://127.0.0.1:${sink.smtpPort}`, { connections: 3 })
  afterwards(async () => {
    await transport.close()
    await sink.close()
    await rm(folder, { recursive: true, force: true })
  })
  const link = '<a href="https://works.example/saws">Saws</a>'
  const compiledTemplates = [
    await template('hello'),
    await template('offer', { kind: 'marketing', text: link }),
  ]
  await publishedRelease(store, { compiledTemplates, ...marketing })
  const deps: LaneDeps = { store, transport, config: { publicUrl: 'https://k.example', secret: SECRET } }
  const http = `http://127.0.0.1:${sink.httpPort}`
  let n = 0
  return {
    store,
    deps,
    drain: (lane = 'default') => drainLane(deps, lane),
    async received(to) {
      const reply = await fetch(`${http}/messages${to ? `?to=${encodeURIComponent(to)}` : ''}`)
      return (await reply.json()) as SunkMail[]
    },
    async script(rules) {
      const reply = await fetch(`${http}/script`, { method: 'PUT', body: JSON.stringify(rules) })
      if (reply.status !== 204) throw new Error(await reply.text())
    },
    async lead({ email = `lead${++n}@client.example`, name = 'Anna Berg', consent = true, lang, zone } = {}) {
      const [at, now] = [instant(MONDAY), instant(MONDAY)]
      const { id } = await store.db
        .insertInto('leads')
        .values({ email, name, lang: lang ?? null, zone: zone ?? null, created_at: at, updated_at: now })
        .returning('id')
        .executeTakeFirstOrThrow()
      if (consent) {
        await store.db
          .insertInto('consents')
          .values({
            lead_id: id,
            purpose: 'marketing',
            given: true,
            at,
            source: 'test',
            text: 'yes',
            recorded_at: now,
          })
          .execute()
      }
      return id
    },
    async queue(message) {
      const key = message.key ?? `message${String(++n).padStart(25, '0')}`
      await inMoment(
        store,
        async (tx) => (message.leadId ? await lockLead(tx, message.leadId) : null),
        (m) => queueMessage(m, { sellerId: null, source: 'test', ...message, key }),
      )
      return key
    },
    row: (key) => readRow(store, key),
    async story(lead) {
      const lines = await store.db
        .selectFrom('journal')
        .select('data')
        .where('lead_id', '=', lead)
        .where('kind', '=', 'mail')
        .orderBy('id')
        .execute()
      return lines.map((line) => line.data)
    },
  }
}
