import { api, BROWSER, type SunkMail } from './clients.ts'
import type { DemoSystem } from './system.ts'

/** A seller of the demo: the key is the one that was shown once. */
export interface Seller {
  id: string
  email: string
  key: string
}

interface Offer {
  id: string
  handoff: string
  state: string
}

/** Three sellers: a head who is asked last, and two who share the leads. */
export async function hire(system: DemoSystem): Promise<Seller[]> {
  const people = [
    {
      email: 'head@verstak.example',
      name: 'Мария Головина',
      zone: 'Europe/Moscow',
      country: 'RU',
      lang: 'ru',
      weight: 0,
    },
    {
      email: 'anna@verstak.example',
      name: 'Анна Орлова',
      zone: 'Europe/Moscow',
      country: 'RU',
      lang: 'ru',
      weight: 2,
      head: 'head@verstak.example',
    },
    {
      email: 'boris@verstak.example',
      name: 'Boris Klein',
      zone: 'Europe/Berlin',
      country: 'DE',
      lang: 'en',
      weight: 1,
      head: 'head@verstak.example',
    },
  ]
  const sellers: Seller[] = []
  for (const person of people) {
    const made = await api<{ id: string; key: string }>(system, 'POST /v1/sellers', { body: person })
    sellers.push({ ...made, email: person.email })
  }
  return sellers
}

/** The offers that a seller can answer now. */
export const liveOffers = async (system: DemoSystem, seller: Seller): Promise<Offer[]> =>
  (await api<{ offers: Offer[] }>(system, 'GET /v1/offers?live=true&limit=100', { key: seller.key })).offers

/** Where the mail about this offer leads, if it is one. What a link is for can be read by everybody, but not changed. */
export function offerLink(mail: SunkMail, offer: string): string | null {
  const links = mail.text.match(/https?:[^>\s]*\/o\/[^>\s]+/g) ?? []
  const about = (link: string) =>
    Buffer.from(link.split('/o/')[1]?.split('.')[0] ?? '', 'base64url').toString()
  return links.find((link) => about(link).includes(offer)) ?? null
}

/** Answers an offer on the page behind the link in the seller's mail: looks at it first, as a person does. */
export async function acceptByPage(system: DemoSystem, link: string): Promise<void> {
  const page = await (await fetch(link, { headers: { 'user-agent': BROWSER } })).text()
  const action = page.match(/action="([^"]+\/accept)"/)?.[1]
  if (!action) throw new Error('the page of the offer has no button to take it')
  const reply = await fetch(system.api + action, {
    method: 'POST',
    headers: { 'user-agent': BROWSER },
    redirect: 'manual',
  })
  if (reply.status >= 400) throw new Error(`taking the offer was refused with ${reply.status}`)
}

/** Says by the API what a lead came to. */
export async function close(
  system: DemoSystem,
  seller: Seller,
  handoff: string,
  ending: { outcome: string; reason?: string },
): Promise<void> {
  await api(system, `POST /v1/handoffs/${handoff}/contacted`, { key: seller.key, body: {} })
  await api(system, `POST /v1/handoffs/${handoff}/disposition`, { key: seller.key, body: ending })
}
