import type { SellerView } from '../../core/advance/view.ts'
import { simulate, type Simulation, type StoryLine } from '../../core/simulate/simulate.ts'
import type { Marketing } from '../../store/releases.ts'
import { at, named, SELLERS, type Story } from './story.ts'
import { type Told, textOf } from './told.ts'

/** What the rules are told of marketing. */
export type Rules = Pick<
  Marketing,
  'plans' | 'scoring' | 'things' | 'facts' | 'hours' | 'segments' | 'tracks' | 'compiledTemplates'
>

/** Ids of persons and sellers by their names in the story; the names themselves where nobody gives others. */
export type Ids = Readonly<Record<string, string>>

export const ownIds = (story: Story): Ids =>
  Object.fromEntries([...Object.keys(story.people), ...SELLERS].map((name) => [name, name]))

function sellersOf(ids: Ids): Record<string, SellerView> {
  const seller = (name: string, head: string | null): [string, SellerView] => [
    ids[name] ?? name,
    { id: ids[name] ?? name, name, zone: 'UTC', country: null, head },
  ]
  return Object.fromEntries([seller('petrov', ids.karpova ?? null), seller('karpova', null)])
}

/** Tells a story by the rules alone. */
export function tellByCore(story: Story, rules: Rules, ids: Ids = ownIds(story)): Told[] {
  const { compiledTemplates, ...marketing } = rules
  const people = Object.entries(story.people).map(([name, { role, interest }]) => ({
    id: ids[name] ?? name,
    zone: 'UTC',
    owner: ids.petrov ?? null,
    values: { ...(role && { 'lead.role': role }), ...(interest && { 'lead.interest': interest }) },
  }))
  const [lead, ...colleagues] = people
  if (!lead) throw new Error(`nobody lives through '${story.name}'`)
  const play: Simulation = {
    ...marketing,
    templateKinds: Object.fromEntries(compiledTemplates.map(({ name, kind }) => [name, { kind }])),
    lead,
    colleagues,
    mainContact: ids[story.mainContact ?? ''] ?? lead.id,
    sellers: sellersOf(ids),
    script: story.facts.map((fact) => ({
      at: at(fact.at),
      type: fact.type,
      ...(fact.of !== undefined && { lead: ids[fact.of] ?? fact.of }),
      props: named(fact.props, ids),
    })),
    until: at(story.until),
  }
  const nameOf = (id: unknown) => Object.keys(ids).find((name) => ids[name] === id) ?? String(id)
  return toldOf(simulate(play), (id) => nameOf(id ?? lead.id))
}

function toldOf(lines: StoryLine[], nameOf: (id: unknown) => string): Told[] {
  return lines.flatMap((line) => {
    const text = line.what === 'mail' ? mailText(line) : textOf(line.what, line.values, nameOf)
    if (text === null || line.sequence === null) return []
    return [{ at: line.at, who: nameOf(line.lead), sequence: line.sequence, text }]
  })
}

const mailText = ({ values }: StoryLine): string =>
  values.skipped ? `cancelled ${values.template}: ${values.skipped}` : `left ${values.template}`
