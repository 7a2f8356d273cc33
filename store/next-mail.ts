import { indexOf, type Spot } from '../core/plan/walk.ts'
import type { Plan } from '../core/plan/plan.ts'
import { listsOf } from '../core/plan/shapes.ts'
import type { Release } from '../core/release/release.ts'
import type { Db } from './database.ts'
import { subjectOf } from './mail-subjects.ts'
import { readPlan } from './releases.ts'

/** A mail that a lead will get if nothing comes between. Instants in epoch ms. */
export interface NextMail {
  /** Its subject, with `…` where it names somebody or something; the template's name where there is none. */
  subject: string
  /** Not before this; null: what comes before it has no set time. */
  at: number | null
  kind: 'service' | 'marketing'
  /** It is marketing mail that waits as long as the lead is with sales. */
  waits: boolean
}

const MOST = 20

/** What a lead will be sent next: first what is in the ledger, then the next mail of each journey that runs. */
export async function nextMail(
  db: Db,
  release: Release,
  lead: { id: string; lang: string | null },
): Promise<NextMail[]> {
  const queued = await db
    .selectFrom('messages')
    .leftJoin('journeys', 'journeys.id', 'messages.journey_id')
    .select(['messages.template', 'template_hash', 'due_at', 'kind', 'journeys.plan_hash'])
    .where('messages.lead_id', '=', lead.id)
    .where('seller_id', 'is', null)
    .where('messages.status', 'in', ['queued', 'claimed', 'retry'])
    .orderBy('due_at')
    .limit(MOST)
    .execute()
  const found: NextMail[] = []
  for (const row of queued) {
    const plan = row.plan_hash ? await readPlan(db, row.plan_hash) : null
    found.push({
      subject: await subjectOf(db, row.template, row.template_hash),
      at: row.due_at,
      kind: row.kind,
      waits: row.kind === 'marketing' && plan?.inSales === 'hold',
    })
  }
  return [...found, ...(await planned(db, release, lead))]
}

async function planned(
  db: Db,
  release: Release,
  lead: { id: string; lang: string | null },
): Promise<NextMail[]> {
  const journeys = await db
    .selectFrom('journeys')
    .select(['plan_hash', 'position', 'wait_at'])
    .where('lead_id', '=', lead.id)
    .where('status', '=', 'running')
    .orderBy('wait_at')
    .limit(MOST)
    .execute()
  const found: NextMail[] = []
  for (const { plan_hash, position, wait_at } of journeys) {
    const plan = await readPlan(db, plan_hash)
    const name = nextTemplate(plan, position.at)
    if (name === null) continue
    const kind = release.templateKinds[name]?.kind ?? 'service'
    const lang = lead.lang?.slice(0, 2) ?? release.defaults.lang
    const hash = release.templates[`${name}.${lang}`] ?? release.templates[`${name}.${release.defaults.lang}`]
    found.push({
      subject: await subjectOf(db, name, hash ?? null),
      at: wait_at,
      kind,
      waits: kind === 'marketing' && plan.inSales === 'hold',
    })
  }
  return found
}

/** The first mail to the lead straight ahead; null where it depends on what happens, or where none is left. */
function nextTemplate(plan: Plan, from: string | null): string | null {
  const steps = indexOf(plan)
  let spot: Spot | undefined = steps.get(from ?? plan.steps[0]?.id ?? '')
  const seen = new Set<Spot>()
  while (spot && !seen.has(spot)) {
    seen.add(spot)
    const { step } = spot
    if (step.step === 'send' && !step.to && step.template !== undefined) return step.template
    if (step.step === 'end' || (step.step !== 'wait' && listsOf(step).length > 0)) return null
    spot = spot.next === null ? undefined : steps.get(spot.next)
  }
  return null
}
