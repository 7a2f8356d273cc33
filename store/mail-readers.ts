import type { FoundZone } from '../core/time/zone.ts'
import type { Moment } from './moment.ts'
import { whereaboutsOfAll } from './whereabouts.ts'

/** Who reads a mail, where and in which language. */
export interface Reader extends FoundZone {
  lang: string
  email: string | null
}

interface Addressed {
  leadId: string | null
  sellerId: string | null
}

/** Who reads each of these mails, in their order: the seller, else the lead. */
export async function readersOf<T extends Addressed>(
  m: Moment,
  messages: readonly T[],
): Promise<{ message: T; reader: Reader }[]> {
  const { defaults } = m.release
  const nobody: Reader = {
    lang: defaults.lang,
    zone: defaults.zone,
    from: 'default',
    country: null,
    email: null,
  }
  const sellers = await sellersAsReaders(
    m,
    messages.flatMap(({ sellerId }) => sellerId ?? []),
  )
  const sellerOf = ({ sellerId }: Addressed) => (sellerId === null ? undefined : sellers.get(sellerId))
  const leads = await leadsAsReaders(
    m,
    messages.flatMap((message) => (sellerOf(message) ? [] : (message.leadId ?? []))),
  )
  return messages.map((message) => ({
    message,
    reader: sellerOf(message) ?? leads.get(message.leadId ?? '') ?? nobody,
  }))
}

async function sellersAsReaders({ tx }: Moment, ids: string[]): Promise<Map<string, Reader>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('sellers')
    .select(['id', 'lang', 'zone', 'country', 'email'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, ...seller }) => [id, { ...seller, from: 'profile' }]))
}

async function leadsAsReaders(m: Moment, ids: string[]): Promise<Map<string, Reader>> {
  if (ids.length === 0) return new Map()
  const leads = await m.tx
    .selectFrom('leads')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute()
  const places = await whereaboutsOfAll(m, leads)
  const readers = new Map<string, Reader>()
  for (const { id, email, lang } of leads) {
    const place = places.get(id)
    const spoken = (lang ?? m.release.defaults.lang).slice(0, 2).toLowerCase()
    if (place) readers.set(id, { lang: spoken, ...place, email })
  }
  return readers
}
