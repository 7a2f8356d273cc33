import { api } from './clients.ts'
import type { DemoSystem } from './system.ts'
import { together, until } from './until.ts'

type Say = (what: string, detail?: string) => void

/** Somebody of a dealer; the key is the one that was shown once. */
interface Person {
  dealer: string
  key: string
}

interface Offered {
  id: string
  contacts: { email: string; phone: string } | null
  story: { name: string; town: string }
}

const SIBERIA = { zone: 'Asia/Novosibirsk', country: 'RU', lang: 'ru' }
const BRITAIN = { zone: 'Europe/London', country: 'GB', lang: 'en' }
const POUND = 100

/** Dealers with one person each; the first sells most and has most stars. */
async function engage(
  system: DemoSystem,
  names: string[],
  { zone, country, lang }: typeof SIBERIA,
): Promise<Person[]> {
  const people: Person[] = []
  for (const [n, dealer] of names.entries()) {
    const figures = { sales: 300_000 / (n + 1), certified: 6 - n, shipping: 2 + n }
    await api(system, 'POST /v1/dealers', {
      body: { name: dealer, zone, country, territory: { countries: [country] }, figures },
    })
    const email = `sales@dealer-${country.toLowerCase()}-${n + 1}.example`
    const phone = country === 'RU' ? `+738329${10_000 + n}` : `+44161496${1000 + n}`
    const { key } = await api<{ key: string }>(system, 'POST /v1/sellers', {
      body: { email, name: `${dealer}, sales`, dealer, phone, zone, country, lang },
    })
    people.push({ dealer, key })
  }
  return people
}

/** A lead who agreed to be called by a dealer, handed over under these terms. */
async function handOver(system: DemoSystem, lead: object, mode: string, terms: object): Promise<string> {
  const consents = [{ purpose: 'dealers', source: 'demo', text: 'A dealer near me may call me' }]
  const { id } = await api<{ id: string }>(system, 'POST /v1/leads', { body: { ...lead, consents } })
  return (await api<{ id: string }>(system, 'POST /v1/handoffs', { body: { lead: id, mode, terms } })).id
}

const look = async (system: DemoSystem, { key }: Person, handoff: string): Promise<Offered | null> => {
  const { offers } = await api<{ offers: { id: string; handoff: string }[] }>(system, 'GET /v1/offers', {
    key,
  })
  const own = offers.find((offer) => offer.handoff === handoff)
  return own ? api<Offered>(system, `GET /v1/offers/${own.id}`, { key }) : null
}

/**
 * Novosibirsk: the best of five dealers has a lead alone, calls it through our number, and a talk of 75 seconds opens the
 * contacts. London: dealers bid for a lead from 100 pounds to 130. Nobody sees who it is before.
 */
export async function playDealers(system: DemoSystem, say: Say): Promise<void> {
  const names = ['Сибирь', 'Обь', 'Алтай', 'Томь', 'Енисей'].map((river) => `${river} Станки`)
  const [siberia, britain] = [
    await engage(system, names, SIBERIA),
    await engage(system, ['North Machines', 'South Machines', 'City Machines'], BRITAIN),
  ]
  await together([() => talk(system, siberia, say), () => auction(system, britain, say)])
}

async function talk(system: DemoSystem, people: Person[], say: Say): Promise<void> {
  // The last three digits say to the simulated exchange how long they talk.
  const lead = {
    email: 'vera.ilina@sibpress.example',
    name: 'Вера Ильина',
    phone: '+73832100075',
    city: 'Новосибирск',
    country: 'RU',
    lang: 'ru',
  }
  const terms = { alone: '2 hours', times: 5, then: 'house', talkSeconds: 75 }
  const handoff = await handOver(system, lead, 'offer', terms)
  const [best, ...others] = people
  if (!best) throw new Error('no dealers')
  const before = await until('the offer to the best dealer', () => look(system, best, handoff))
  for (const other of others)
    if (await look(system, other, handoff)) throw new Error('it was not offered to the best dealer alone')
  if (before.contacts || JSON.stringify(before).includes('Ильина'))
    throw new Error('a dealer saw who it is before the contacts opened')
  await api(system, `POST /v1/offers/${before.id}/call`, { key: best.key, body: {} })
  await until('the talk that opens the contacts', async () =>
    (await look(system, best, handoff))?.contacts ? true : null,
  )
  say('offered', `${best.dealer} has a lead of ${before.story.town} alone; a talk of 75 s opens the contacts`)
}

const BIDS = [100, 115, 120, 130]

async function auction(system: DemoSystem, people: Person[], say: Say): Promise<void> {
  const lead = {
    email: 'emma.clarke@pressworks.example',
    name: 'Emma Clarke',
    phone: '+441614960120',
    city: 'Manchester',
    country: 'GB',
    lang: 'en',
  }
  const terms = {
    floor: { amount: 100 * POUND, currency: 'GBP' },
    step: 5 * POUND,
    for: '2 hours',
    callWithin: '4 hours',
    unsold: 'house',
  }
  const handoff = await handOver(system, lead, 'auction', terms)
  for (const person of people)
    await until('the offer to bid', async () => ((await look(system, person, handoff)) ? true : null))
  for (const [n, amount] of BIDS.entries()) {
    const person = people[n % people.length]
    const shown = person && (await look(system, person, handoff))
    if (!person || !shown) throw new Error('nobody to bid')
    const body = { amount: amount * POUND, currency: 'GBP' }
    await api(system, `POST /v1/offers/${shown.id}/bid`, { key: person.key, body })
  }
  const winner = people[(BIDS.length - 1) % people.length]
  if (!winner) throw new Error('nobody won')
  await until('the auction to close', async () => {
    const shown = await look(system, winner, handoff)
    return shown?.contacts ? true : null
  })
  await api(system, `POST /v1/handoffs/${handoff}/contacted`, { key: winner.key, body: {} })
  for (const other of people.filter((one) => one !== winner))
    if ((await look(system, other, handoff))?.contacts) throw new Error('a loser sees the contacts')
  say('auctioned', `${BIDS.map((amount) => `£${amount}`).join(' → ')}: ${winner.dealer} has the contacts`)
}
