import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openTable } from '../../cli/csv/rows.ts'
import { api, mailsTo } from './clients.ts'
import { clicked, type Counts, countAll, mailed, recycled } from './counts.ts'
import { playDealers } from './dealers.ts'
import { acceptByPage, close, hire, liveOffers, offerLink, type Seller } from './sellers.ts'
import { type DemoSystem, startSystem } from './system.ts'
import { together, until } from './until.ts'
import { look, readAndClick, scan, submit, unsubscribe } from './visitors.ts'

const project = dirname(dirname(import.meta.dirname))
const LEADS = join(project, 'examples', 'leads.csv')
const PAGES = ['/prices', '/delivery', '/service']
const FIRST_MAIL = /./

/** Who does what. Rows of the table, by their address. */
interface Cast {
  /** They ask for the document, read it and look at prices. */
  buyers: string[]
  clickers: string[]
  leavers: string[]
  /** Their gateways open every link. */
  guarded: string[]
}

type Say = (what: string, detail?: string) => void

/** Plays the whole story on a system of its own, and returns what came of it. */
export async function playDemo(say: Say): Promise<Counts> {
  const system = await startSystem((line) => say('start', line))
  try {
    const told: Say = (what, detail) => say(what, detail)
    const sellers = await hire(system)
    const cast = await castOf()
    await importLeads(system, told)
    await together([() => tenders(system, told), () => documents(system, cast.buyers, told)])
    await together([
      () => sell(system, sellers, cast.buyers.length + TENDERS.length + 1, told),
      () => markWarm(system, cast.guarded[0] ?? '', sellers, told),
      () => readers(system, cast, told),
      () => playDealers(system, told),
    ])
    await until(
      'everybody got a first mail',
      async () => (await mailed(system.db)) === (await expected(system)),
    )
    told('mailed', `every lead has a mail: ${await mailed(system.db)}`)
    return await countAll(system)
  } finally {
    await system.stop()
  }
}

async function castOf(): Promise<Cast> {
  const table = await openTable(LEADS)
  const at = (name: string) => table.headers.indexOf(name)
  const people = new Map<string, { role: string; industry: string; interest: string }>()
  for await (const { cells, broken } of table.rows) {
    const email = (cells[at('Email')] ?? '').toLowerCase()
    if (broken || !/^[a-z.0-9]+@[a-z0-9-]+\.example$/.test(email)) continue
    people.set(email, {
      role: cells[at('Role')] ?? '',
      industry: cells[at('Industry')] ?? '',
      interest: cells[at('Interest')] ?? '',
    })
  }
  const all = [...people]
  const buyers = all
    .filter(
      ([, one]) =>
        one.role === 'decider' && ['metal', 'timber'].includes(one.industry) && one.interest !== '',
    )
    .slice(0, 8)
    .map(([email]) => email)
  const others = all.map(([email]) => email).filter((email) => !buyers.includes(email))
  return {
    buyers,
    clickers: others.slice(0, 40),
    leavers: others.slice(40, 45),
    guarded: others.slice(45, 55),
  }
}

const expected = async (system: DemoSystem): Promise<number> =>
  Number(
    (
      await system.db
        .selectFrom('leads')
        .select((e) => e.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

/** `kindling import`, as a person calls it. */
async function importLeads(system: DemoSystem, say: Say): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-import-'))
  try {
    const file = join(folder, 'leads.csv')
    await copyFile(LEADS, file)
    const ground = [
      '--consent',
      'Send me know-how by email',
      '--source',
      'fair 2026, stand 14',
      '--consent-at',
      '2026-02-10',
    ]
    const first = await kindling(system, ['import', file, ...ground, '--enrol', 'welcome', '--json'])
    say(
      'import',
      `${first.rows} rows: ${first.created} leads, ${first.duplicates} duplicates, ${first.rejected} rejected; ${first.enrolled} entered welcome`,
    )
    const again = join(project, 'examples', 'leads-cp1251.csv')
    const second = await kindling(system, [
      'import',
      again,
      ...ground,
      '--rejects',
      join(folder, 'again.csv'),
      '--json',
    ])
    say(
      'import',
      `${second.rows} rows in ${second.encoding}, delimiter ${second.delimiter}: ${second.created} new, ${second.unchanged} unchanged`,
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function kindling(system: DemoSystem, args: string[]): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [join(project, 'cli', 'main.ts'), ...args], {
    env: system.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let trouble = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (trouble += part))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  if (code !== 0) throw new Error(`kindling ${args[0]} ended with ${code}: ${text} ${trouble}`)
  return JSON.parse(text) as Record<string, unknown>
}

const TENDERS = [
  { email: 'o.belov@zavod-primer.example', name: 'Олег Белов', company: 'Завод Пример', lang: 'ru' },
  { email: 'zakupki@пресс-пример.рф', name: 'Юлия Щукина', company: 'Пресс Пример', lang: 'ru' },
  { email: 'clara.schmidt@stanzwerk.example', name: 'Clara Schmidt', company: 'Stanzwerk', lang: 'en' },
  { email: 'tom.reed@northjoinery.example', name: 'Tom Reed', company: 'North Joinery', lang: 'en' },
]

async function tenders(system: DemoSystem, say: Say): Promise<void> {
  for (const one of TENDERS) {
    const file = { field: 'specification', path: 'marketing/documents/how-to-choose.pdf' }
    await submit(
      system,
      'tender',
      { ...one, interest: 'presses', deadline: '2026-03-20', message: 'A press for brackets, 400 a shift' },
      file,
    )
  }
  say('captured', `${TENDERS.length} tender enquiries by form, each with its specification`)
}

async function documents(system: DemoSystem, buyers: string[], say: Say): Promise<void> {
  for (const email of buyers)
    await submit(system, 'document', { email, name: email.split('@')[0] ?? '', interest: 'presses' })
  say('captured', `${buyers.length} leads asked for the guide`)
  await together(
    buyers.map((email) => async () => {
      await readAndClick(system, email, /document|документ/i)
      await look(system, email, PAGES)
    }),
  )
  say('clicked', `${buyers.length} opened the guide and looked at prices`)
}

async function markWarm(system: DemoSystem, email: string, [, anna]: Seller[], say: Say): Promise<void> {
  const { leads } = await api<{ leads: { id: string }[] }>(
    system,
    `GET /v1/leads?email=${encodeURIComponent(email)}`,
  )
  if (!leads[0] || !anna) throw new Error('nobody to mark')
  await api(system, `POST /v1/leads/${leads[0].id}/warmed`, { body: { by: anna.id } })
  say('sales', 'Anna knows one lead is ready: marked as warmed')
}

async function readers(system: DemoSystem, { clickers, leavers, guarded }: Cast, say: Say): Promise<void> {
  await together(clickers.map((email) => () => readAndClick(system, email, FIRST_MAIL)))
  for (const email of [...leavers, ...guarded])
    await until(`a mail to ${email}`, async () => (await mailsTo(system, email)).length > 0)
  for (const email of guarded) await scan(system, email)
  for (const email of leavers) await unsubscribe(system, email)
  await until(`${clickers.length} people's clicks`, async () => (await clicked(system.db)) >= clickers.length)
  say(
    'clicked',
    `${clickers.length} readers followed a link, ${leavers.length} unsubscribed; ${guarded.length} gateways opened everything and count for nothing`,
  )
}

/** Every lead that reached sales is answered: Boris passes on what he is offered first, the rest is taken. */
async function sell(system: DemoSystem, sellers: Seller[], leads: number, say: Say): Promise<void> {
  const taken = new Map<string, Seller>()
  const answered = new Set<string>()
  let declined = 0
  while (taken.size < leads) {
    for (const seller of sellers) {
      for (const offer of await liveOffers(system, seller)) {
        if (answered.has(offer.id)) continue
        answered.add(offer.id)
        if (seller.email.startsWith('boris') && declined < 2) {
          declined++
          await api(system, `POST /v1/offers/${offer.id}/decline`, {
            key: seller.key,
            body: { reason: 'on a trip' },
          })
        } else {
          await accept(system, seller, offer.id, taken.size)
          taken.set(offer.handoff, seller)
        }
      }
    }
    await until('the next offer', async () => (await open(system, sellers, answered)) || taken.size === leads)
  }
  say('accepted', `${taken.size} leads taken by sellers, ${declined} offers declined and passed on`)
  const endings = [
    ...Array.from({ length: 3 }, () => ({ outcome: 'later', reason: 'no budget this year' })),
    { outcome: 'lost', reason: 'bought elsewhere' },
    { outcome: 'won' },
    { outcome: 'not ours', reason: 'wrong contact' },
  ]
  for (const [n, [handoff, seller]] of [...taken].slice(0, endings.length).entries()) {
    const ending = endings[n]
    if (ending) await close(system, seller, handoff, ending)
  }
  await until('the leads that came back are warmed again', async () => (await recycled(system.db)) === 4)
  say('recycled', '4 leads came back from sales and are warmed on; 1 sold, 1 not ours')
}

async function open(system: DemoSystem, sellers: Seller[], answered: Set<string>): Promise<boolean> {
  for (const seller of sellers)
    if ((await liveOffers(system, seller)).some((offer) => !answered.has(offer.id))) return true
  return false
}

/** Every second one on the page behind the mail's link, the others by the API with the seller's own key. */
async function accept(system: DemoSystem, seller: Seller, offer: string, n: number): Promise<void> {
  if (n % 2 === 1) {
    await api(system, `POST /v1/offers/${offer}/accept`, { key: seller.key, body: {} })
    return
  }
  const link = await until('the mail with the offer', async () =>
    (await mailsTo(system, seller.email)).map((mail) => offerLink(mail, offer)).find((one) => one !== null),
  )
  await acceptByPage(system, link)
}
