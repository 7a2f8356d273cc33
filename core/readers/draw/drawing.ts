import type { Plan, PlanArm, PlanStep } from '../../plan/plan.ts'
import { isAlways } from '../../plan/shapes.ts'
import { conditionWords } from '../condition-words.ts'
import { kindWords, type StepWords, stepWords } from '../step-words.ts'
import { waysOf } from '../ways.ts'
import { againWords, perWords, triggerWords } from '../words/entry-words.ts'
import { aboutWords } from '../words/option-words.ts'
import { capital, inLang, type Speech } from '../words/speech.ts'
import { whoEnters } from '../words/who-words.ts'

/** A part of a drawing: a step, the start, or the end that all ways reach. */
export interface DrawNode {
  id: string
  kind: PlanStep['step'] | 'start' | 'over'
  /** The step's own id; null for start and end. */
  step: string | null
  /** What kind of thing it is, in words. */
  caption: string
  title: string
  notes: string[]
  /** Steps inside: one column for each time of an `around`, one for a `repeat`. */
  columns: DrawColumn[]
}

/** Steps that run inside of a node. */
export interface DrawColumn {
  label: string
  offset: string | null
  graph: DrawGraph
}

/** A way from one node to another; the label says when it is taken. */
export interface DrawEdge {
  from: string
  to: string
  label: string
}

/** Nodes and ways, with no places yet. */
export interface DrawGraph {
  nodes: DrawNode[]
  edges: DrawEdge[]
}

/** What ends a journey at any time, and what it does then. */
export interface DrawEnding {
  kind: 'goal' | 'stop'
  caption: string
  when: string
  graph: DrawGraph
}

/** All that a drawing of a sequence shows, without places: layout-free. */
export interface Drawing {
  sequence: string
  flow: DrawGraph
  /** What the endings stand under. */
  anytime: string
  /** What holds for all of it: topic, group, in whose name. */
  about: string[]
  endings: DrawEnding[]
}

/** A way that is waiting for the step it leads to. */
interface Loose {
  from: string
  label: string
}

class Builder {
  private count = 0
  private readonly speech: Speech
  constructor(speech: Speech) {
    this.speech = speech
  }

  id(): string {
    this.count += 1
    return `n${this.count}`
  }

  /** Adds the steps of a list to the graph, after the loose ways; returns those that lead out of it. */
  list(steps: readonly PlanStep[], graph: DrawGraph, loose: Loose[]): Loose[] {
    let open = loose
    for (const step of steps) {
      const node = this.node(step)
      graph.nodes.push(node)
      connect(graph, open, node.id)
      open = waysOf(step, this.speech).ways.flatMap((way) =>
        this.list(way.steps, graph, [{ from: node.id, label: way.label }]),
      )
    }
    return open
  }

  graph(steps: readonly PlanStep[]): DrawGraph {
    const graph: DrawGraph = { nodes: [], edges: [] }
    this.list(steps, graph, [])
    return graph
  }

  private node(step: PlanStep): DrawNode {
    const { caption, title, notes, asWritten } = shown(step, this.speech)
    const { columns } = waysOf(step, this.speech)
    return {
      id: this.id(),
      kind: step.step,
      step: step.id,
      caption,
      title: asWritten ? title : capital(title),
      notes,
      columns: columns.map(({ label, offset, steps }) => ({ label, offset, graph: this.graph(steps) })),
    }
  }
}

// A branch with one condition says it itself; what its arms say is not said twice.
function shown(step: PlanStep, speech: Speech): StepWords & { caption: string } {
  const words = { caption: kindWords(step, speech), ...stepWords(step, speech) }
  if (step.step !== 'branch') return words
  const asked = step.arms.filter((arm) => !isAlways(arm.when))
  const [only] = asked
  if (asked.length !== 1 || !only) return words
  return { caption: inLang(speech, 'if', 'если'), title: conditionWords(only.when, speech), notes: [] }
}

function connect(graph: DrawGraph, open: readonly Loose[], to: string): void {
  for (const { from, label } of open) {
    const same = graph.edges.find((edge) => edge.from === from && edge.to === to)
    if (!same) graph.edges.push({ from, to, label })
    else if (label && label !== same.label) same.label = [same.label, label].filter(Boolean).join(' / ')
  }
}

function startOf({ enter }: Plan, id: string, speech: Speech): DrawNode {
  const caption = inLang(speech, 'starts', 'начало')
  const base = { id, kind: 'start' as const, step: null, caption, columns: [] }
  if (!enter) {
    return {
      ...base,
      title: inLang(speech, 'Entered by a person or by others', 'Вводит человек или другой путь'),
      notes: [],
    }
  }
  const triggers = enter.on.map((one) => triggerWords(one, speech)).join(inLang(speech, ', or ', ', или '))
  return {
    ...base,
    title: capital(triggers),
    notes: [
      ...(enter.if ? [inLang(speech, 'if ', 'если ') + conditionWords(enter.if, speech)] : []),
      ...(enter.who ? [inLang(speech, 'enters: ', 'входит: ') + whoEnters(enter.who, speech)] : []),
      ...(enter.per ? [perWords(enter.per, speech)] : []),
      againWords(enter, speech),
    ],
  }
}

/** A sequence as a drawing without places: what `mermaid` and the SVG are made from. */
export function drawingOf(plan: Plan, speech: Speech): Drawing {
  const builder = new Builder(speech)
  const start = startOf(plan, builder.id(), speech)
  const flow: DrawGraph = { nodes: [start], edges: [] }
  const open = builder.list(plan.steps, flow, [{ from: start.id, label: '' }])
  if (open.length > 0) {
    const over = { kind: 'over' as const, step: null, caption: '', notes: [], columns: [] }
    const id = builder.id()
    flow.nodes.push({ ...over, id, title: inLang(speech, 'Over', 'Конец') })
    connect(flow, open, id)
  }
  const ending = (kind: 'goal' | 'stop', arm: PlanArm): DrawEnding => ({
    kind,
    caption: kind === 'goal' ? inLang(speech, 'goal', 'цель') : inLang(speech, 'stops', 'остановка'),
    when: capital(conditionWords(arm.when, speech)),
    graph: builder.graph(arm.do),
  })
  return {
    sequence: plan.sequence,
    about: aboutWords(plan, speech),
    flow,
    anytime: inLang(speech, 'At any time', 'В любой момент'),
    endings: [
      ...(plan.goal ? [ending('goal', plan.goal)] : []),
      ...plan.stop.map((arm) => ending('stop', arm)),
    ],
  }
}
