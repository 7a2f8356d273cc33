import type { TestSystem } from '../harness/system.ts'
import { type Cast, emailOf, HIRED, peopleAsked, sellerAsked } from './cast.ts'
import { type Entry, toldOf } from './read-told.ts'
import { at, named, type Story, type StoryFact } from './story.ts'
import type { Told } from './told.ts'

/** Asks the API as a person would. @throws with what it answered, if that is a problem */
async function ask<T>(
  system: TestSystem,
  request: string,
  { key = system.key, body }: { key?: string; body?: unknown } = {},
): Promise<T> {
  const [method = '', path = ''] = request.split(' ')
  const reply = await fetch(system.api + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${request}: ${reply.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Sellers by name: their ids, and the keys they were given. */
export interface Hired {
  ids: Record<string, string>
  keys: Record<string, string>
}

export async function hireByHand(system: TestSystem): Promise<Hired> {
  const hired: Hired = { ids: {}, keys: {} }
  for (const name of HIRED) {
    const { id, key } = await ask<{ id: string; key: string }>(system, 'POST /v1/sellers', {
      body: sellerAsked(name),
    })
    hired.ids[name] = id
    hired.keys[name] = key
  }
  return hired
}

export async function castByHand(
  system: TestSystem,
  { story, domain, sellers }: { story: Story; domain: string; sellers: Hired },
): Promise<Cast> {
  const ids: Record<string, string> = { ...sellers.ids }
  for (const { who, lead } of peopleAsked({ story, domain }))
    ids[who] = (await ask<{ id: string }>(system, 'POST /v1/leads', { body: lead })).id
  return { story, domain, ids }
}

/** Lets one thing of a story happen by the API. `about`: whose such facts are. */
export async function happenByHand(
  system: TestSystem,
  { cast, fact, sellers, about }: { cast: Cast; fact: StoryFact; sellers: Hired; about: string },
): Promise<void> {
  const who = fact.of ?? Object.keys(cast.story.people)[0] ?? ''
  const lead = cast.ids[who] ?? ''
  const props = named(fact.props, cast.ids)
  switch (fact.type) {
    case 'warming.started':
      return ask(system, `POST /v1/leads/${lead}/warming`, { body: withInstant(props) })
    case 'warming.ended':
      return ask(system, `DELETE /v1/leads/${lead}/warming`, { body: props })
    case 'lead.warmed':
      return ask(system, `POST /v1/leads/${lead}/warmed`, { body: props })
    case 'lead.changed':
      return ask(system, 'POST /v1/leads', { body: { email: emailOf(cast, who), fields: props } })
    case 'step.done':
      return finish(system, { lead, step: String(props.step), outcome: String(props.outcome), sellers })
    default:
      return ask(system, 'POST /v1/facts', {
        body: {
          facts: [
            {
              type: fact.type,
              at: new Date(at(fact.at)).toISOString(),
              props,
              ...(about === 'lead' && { lead: { email: emailOf(cast, who) } }),
              ...(about === 'account' && { account: { domain: cast.domain } }),
            },
          ],
        },
      })
  }
}

const withInstant = ({ notBefore, ...mark }: Record<string, unknown>) => ({
  ...mark,
  ...(typeof notBefore === 'string' && { notBefore: new Date(notBefore).toISOString() }),
})

async function finish(
  system: TestSystem,
  { lead, step, outcome, sellers }: { lead: string; step: string; outcome: string; sellers: Hired },
): Promise<void> {
  const key = sellers.keys.petrov ?? ''
  const { tasks } = await ask<{ tasks: { id: string; lead: string; step: string }[] }>(
    system,
    'GET /v1/tasks',
    { key },
  )
  const task = tasks.find((one) => one.lead === lead && one.step === step)
  await ask(system, `POST /v1/tasks/${task?.id}/done`, { key, body: { outcome } })
}

/** Each seller takes what is offered. */
export async function takeByHand(system: TestSystem, { keys }: Hired): Promise<void> {
  for (const key of Object.values(keys)) {
    const { offers } = await ask<{ offers: { id: string; state: string }[] }>(system, 'GET /v1/offers', {
      key,
    })
    for (const { id, state } of offers)
      if (state === 'made' || state === 'seen')
        await ask(system, `POST /v1/offers/${id}/accept`, { key, body: {} })
  }
}

const HALF_A_DAY = 12 * 3_600_000

/** The story of a company as the API tells it. */
export async function tellByHand(system: TestSystem, cast: Cast): Promise<Told[]> {
  const told: Told[] = []
  for (const who of Object.keys(cast.story.people)) {
    const { entries } = await ask<{ entries: ({ at: string; kind: string } & Record<string, unknown>)[] }>(
      system,
      `GET /v1/leads/${cast.ids[who]}/story`,
    )
    const read: Entry[] = entries.map(({ at, kind, ...data }) => ({ at: Date.parse(at), kind, data }))
    told.push(...toldOf(read, cast, { who, slack: HALF_A_DAY }))
  }
  return told
}
