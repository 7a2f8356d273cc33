import type { Colleague, View } from './view.ts'

/** The others of the lead's company, each as a view of its own: the person changes, company, thing and journey stay. */
export const colleagueViews = (view: View): View[] =>
  (view.colleagues ?? []).filter((one) => one.id !== view.lead.id).map((one) => seenAs(one, view))

function seenAs({ id, zone, country, fit, score, values, facts }: Colleague, view: View): View {
  // Facts of the company and of the thing count for everybody; those of this lead are not the colleague's.
  const shared = view.facts.filter((fact) => (view.about?.[fact.type] ?? 'lead') !== 'lead')
  const own = facts.filter((fact) => !shared.some((other) => other.id === fact.id))
  const others = Object.entries(view.values).filter(([path]) => !path.startsWith('lead.'))
  return {
    ...view,
    lead: { ...view.lead, id, zone, country, fit, score },
    values: { ...Object.fromEntries(others), ...values },
    facts: [...shared, ...own].sort((a, b) => a.at - b.at),
  }
}

/** A view for what is asked of the lead in no journey: a segment, named once, so that a circle of them ends. */
export function outside(view: View, segment: string): View {
  const { [segment]: _, ...segments } = view.segments ?? {}
  return { ...view, segments, journey: { ...view.journey, id: '', thing: null } }
}
