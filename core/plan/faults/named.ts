import { withParts } from '../conditions.ts'
import { conditionFaults } from './conditions.ts'
import { type Fault, type Known, unknownName } from './fault.ts'

/** What is seen false "since entry" means nothing where nobody has entered. */
function becomesFaults(path: string, condition: Parameters<typeof withParts>[0]): Fault[] {
  return withParts(condition).some((part) => 'becomes' in part)
    ? [{ path, message: 'becomes(…) has no entry to count from here', hint: 'ask it in a sequence' }]
    : []
}

function trackFaults(name: string, known: Known): Fault[] {
  const items = known.tracks?.[name] ?? []
  const path = `track ${name}`
  return [
    ...(items.length === 0 ? [{ path, message: 'it has no mail' }] : []),
    ...items.flatMap(({ template, for: condition }, n) => {
      const place = `${path} › ${n + 1}`
      const first = items.findIndex((one) => one.template === template)
      return [
        ...unknownName(place, 'template', template, known.templates),
        ...(first < n
          ? [{ path: place, message: `'${template}' stands in it twice: a lead gets it once` }]
          : []),
        ...(condition
          ? [
              ...conditionFaults(null, { path: place, condition, known, outside: true }),
              ...becomesFaults(place, condition),
            ]
          : []),
      ]
    }),
  ]
}

/** The way by which a segment comes back to itself; empty if it does not. */
function circleOf(name: string, known: Known, trail: string[] = []): string[] {
  if (trail.includes(name)) return trail[0] === name ? [...trail, name] : []
  const condition = known.segments?.[name]
  if (!condition) return []
  for (const part of withParts(condition)) {
    if (!('segment' in part)) continue
    const circle = circleOf(part.segment, known, [...trail, name])
    if (circle.length > 0) return circle
  }
  return []
}

function segmentFaults(name: string, known: Known): Fault[] {
  const condition = known.segments?.[name]
  if (!condition) return []
  const path = `segment ${name}`
  const circle = circleOf(name, known)
  return [
    ...conditionFaults(null, { path, condition, known, outside: true }),
    ...becomesFaults(path, condition),
    ...(circle.length > 0 ? [{ path, message: `${circle.join(' → ')} asks for itself` }] : []),
  ]
}

/** Faults of tracks and segments themselves. */
export const namedFaults = (known: Known): Fault[] => [
  ...Object.keys(known.tracks ?? {}).flatMap((name) => trackFaults(name, known)),
  ...Object.keys(known.segments ?? {}).flatMap((name) => segmentFaults(name, known)),
]
