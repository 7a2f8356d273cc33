import { type OwnLink, recordClick, recordLook, recordOpen } from '../../mail/track.ts'
import { signToken } from '../../mail/tokens.ts'
import { instant, json } from '../../store/database.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import type { Marketing } from '../../store/releases.ts'
import type { Store } from '../../store/store.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'

const SECRET = 'a secret that only this test knows'
export const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

/** How a visit comes; what is not said is a person's, from an address of its own. */
export interface Coming {
  ip?: string
  agent?: string
  method?: string
  quarantineMs?: number
}

interface ToldFact {
  id: number
  type: string
  at: number
  props: Record<string, unknown>
}

export interface ClickScene {
  store: TestStore
  /** A lead, of this company's domain if one is said. */
  lead(company?: string): Promise<string>
  /** A mail that left now, with four links. */
  mail(lead: string, journey?: string): Promise<string>
  click(mail: string, link: number, how?: Coming): Promise<string | null>
  open(mail: string, how?: Coming): Promise<void>
  look(mail: string, link: OwnLink, how?: Coming): Promise<void>
  /** Business time goes on, and due alarms ring. */
  pass(ms: number): Promise<void>
  /** Facts about clicks of a lead, in their order. */
  facts(lead: string): Promise<ToldFact[]>
}

/** Where the links of a mail in this scene lead, by number. */
export const linkTo = (n: number): string => `https://works.example/${n}`

const visitor = ({ ip = '192.0.2.7', agent = BROWSER, method = 'GET', quarantineMs = 60_000 }: Coming) => ({
  secret: SECRET,
  ip,
  agent,
  method,
  quarantineMs,
})

/** Puts a mail with four links into the ledger, as one that left then (epoch ms). */
export async function mailThatLeft(
  store: Store,
  mail: { key: string; lead: string; journey: string | null; at: number },
): Promise<void> {
  const at = instant(mail.at)
  const links = [0, 1, 2, 3].map(
    (n) => `${linkTo(n)}?utm_source=kindling&utm_medium=email&utm_campaign=offer`,
  )
  await store.db
    .insertInto('messages')
    .values({
      key: mail.key,
      lead_id: mail.lead,
      journey_id: mail.journey,
      source: 'test',
      template: 'offer',
      kind: 'marketing',
      topic: 'news',
      sender: 'marketing',
      status: 'sent',
      links: json(links),
      queued_at: at,
      due_at: at,
      left_at: at,
    })
    .execute()
}

/** Follows a link of a mail of this scene. */
export const clickOn = (
  store: Store,
  { mail, link, how = {} }: { mail: string; link: number; how?: Coming },
): Promise<string | null> =>
  recordClick(store, { ...visitor(how), token: signToken(SECRET, 'click', [mail, link]) })

/** A store in which mails have left, whose links are followed. */
export async function clickScene(marketing: Partial<Marketing> = {}): Promise<ClickScene> {
  const store = await testStore()
  await publishedRelease(store, marketing)
  let n = 0
  return {
    store,
    async lead(company) {
      const [at, email] = [instant(MONDAY), `lead${++n}@${company ?? 'mail.example'}`]
      const account = company ? await accountOf(store, company) : null
      const { id } = await store.db
        .insertInto('leads')
        .values({ email, account_id: account, created_at: at, updated_at: at })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    },
    async mail(lead, journey) {
      const key = `mail${++n}`
      await mailThatLeft(store, { key, lead, journey: journey ?? null, at: store.clock.read() })
      return key
    },
    click: (mail, link, how = {}) => clickOn(store, { mail, link, how }),
    open: (mail, how = {}) =>
      recordOpen(store, { ...visitor(how), token: signToken(SECRET, 'open', [mail]) }),
    look: (mail, link, how = {}) => recordLook(store, { key: mail, link, by: visitor(how) }),
    async pass(ms) {
      store.clock.advance(ms)
      await drainAlarms(store, { until: Number.POSITIVE_INFINITY, beat: () => undefined })
    },
    facts: (lead) =>
      store.db
        .selectFrom('facts')
        .select(['id', 'type', 'at', 'props'])
        .where('lead_id', '=', lead)
        .where('type', 'like', 'email.%')
        .orderBy('id')
        .execute() as Promise<ToldFact[]>,
  }
}

async function accountOf(store: TestStore, domain: string): Promise<string> {
  const before = await store.db
    .selectFrom('accounts')
    .select('id')
    .where('name', '=', domain)
    .executeTakeFirst()
  if (before) return before.id
  const at = instant(MONDAY)
  const { id } = await store.db
    .insertInto('accounts')
    .values({ name: domain, created_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
