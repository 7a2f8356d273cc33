import { acceptFacts } from '../../store/facts/accept.ts'
import { upsertLead } from '../../store/leads.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { newestRelease } from '../../store/releases.ts'
import { createSeller } from '../../store/sellers.ts'
import type { Store } from '../../store/store.ts'
import { readStory } from '../../store/story.ts'
import { finishTask } from '../../store/finish-task.ts'
import { endWarming, recordWarmed, startWarming } from '../../store/warming.ts'
import { type Cast, emailOf, HIRED, peopleAsked, sellerAsked } from './cast.ts'
import { toldOf } from './read-told.ts'
import { at, named, type Story, type StoryFact } from './story.ts'
import type { Told } from './told.ts'

/** Hires the sellers; their ids by name. */
export async function hire(store: Store): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const name of HIRED) ids[name] = (await createSeller(store, sellerAsked(name))).id
  return ids
}

/** Makes the people of a story, with their company, its owner and its main contact. */
export async function castInStore(
  store: Store,
  { story, domain, sellers }: { story: Story; domain: string; sellers: Record<string, string> },
): Promise<Cast> {
  const ids: Record<string, string> = { ...sellers }
  for (const { who, lead } of peopleAsked({ story, domain })) ids[who] = (await upsertLead(store, lead)).id
  return { story, domain, ids }
}

/** Lets one thing of a story happen in the store, the way it does in life. */
export async function happenInStore(store: Store, cast: Cast, fact: StoryFact): Promise<void> {
  const who = fact.of ?? Object.keys(cast.story.people)[0] ?? ''
  const lead = cast.ids[who] ?? ''
  const props = named(fact.props, cast.ids)
  const by = typeof props.by === 'string' ? props.by : null
  switch (fact.type) {
    case 'warming.started': {
      const notBefore = typeof props.notBefore === 'string' ? { notBefore: Date.parse(props.notBefore) } : {}
      await startWarming(store, lead, { by, ...notBefore })
      return
    }
    case 'warming.ended':
      return endWarming(store, lead, by)
    case 'lead.warmed':
      return recordWarmed(store, lead, { by })
    case 'lead.changed':
      await upsertLead(store, { email: emailOf(cast, who), fields: props })
      return
    case 'step.done':
      return finishTask(store, await taskOf(store, lead, String(props.step)), String(props.outcome))
    default:
      return say(store, cast, { fact, who, props })
  }
}

async function say(
  store: Store,
  cast: Cast,
  { fact, who, props }: { fact: StoryFact; who: string; props: Record<string, unknown> },
): Promise<void> {
  const about = await aboutOf(store, fact.type)
  const { accepted } = await acceptFacts(store, [
    {
      type: fact.type,
      at: at(fact.at),
      props,
      ...(about === 'lead' && { lead: { email: emailOf(cast, who) } }),
      ...(about === 'account' && { account: { domain: cast.domain } }),
    },
  ])
  if (!accepted[0]?.known) throw new Error(`${fact.type} was not accepted`)
}

async function aboutOf(store: Store, type: string): Promise<'lead' | 'account' | 'thing'> {
  return (await newestRelease(store.db)).facts[type]?.about ?? 'lead'
}

async function taskOf(store: Store, leadId: string, step: string): Promise<string> {
  const { id } = await store.db
    .selectFrom('tasks')
    .select('id')
    .where('lead_id', '=', leadId)
    .where('step', '=', step)
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return id
}

/** Every seller takes what is offered. */
export async function takeOffers(store: Store): Promise<void> {
  const open = await store.db
    .selectFrom('offers')
    .select(['id', 'seller_id'])
    .where('state', 'in', ['made', 'seen'])
    .execute()
  for (const { id, seller_id } of open) await acceptOffer(store, id, seller_id)
}

const MINUTE = 60_000
const ENTRIES = 1000

/** The story of a company as the store tells it. */
export async function tellByStore(store: Store, cast: Cast): Promise<Told[]> {
  const told: Told[] = []
  for (const who of Object.keys(cast.story.people)) {
    const entries = await readStory(store.db, cast.ids[who] ?? '', { limit: ENTRIES })
    told.push(...toldOf(entries, cast, { who, slack: MINUTE }))
  }
  return told
}
