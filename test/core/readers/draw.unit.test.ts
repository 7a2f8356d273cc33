import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textWidth, wrapped } from '../../../cli/draw/text-width.ts'
import { svg } from '../../../cli/draw/svg.ts'
import {
  around,
  branch,
  did,
  end,
  otherwise,
  ref,
  repeat,
  send,
  wait,
  when,
} from '../../../core/language/index.ts'
import { spotsOf } from '../../../core/plan/walk.ts'
import { type DrawGraph, type Drawing, drawingOf } from '../../../core/readers/draw/drawing.ts'
import { mermaid } from '../../../core/readers/draw/mermaid.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { planOf, plans } from './given.ts'

const en = speechIn('en')
const won = did('deal.won' as never)
const deadline = ref<Date>('enquiry.deadline')

const stepsOf = ({ nodes }: DrawGraph): string[] =>
  nodes.flatMap((node) => [
    ...(node.step === null ? [] : [node.step]),
    ...node.columns.flatMap((column) => stepsOf(column.graph)),
  ])
const allSteps = ({ flow, endings }: Drawing) => [
  ...stepsOf(flow),
  ...endings.flatMap(({ graph }) => stepsOf(graph)),
]

/** Ways as `from → to: label`, by titles. */
function ways({ nodes, edges }: DrawGraph): string[] {
  const title = (id: string) => nodes.find((node) => node.id === id)?.title
  return edges.map(({ from, to, label }) => `${title(from)} → ${title(to)}${label && `: ${label}`}`)
}

describe('drawings', () => {
  it('lead from step to step, arms with their conditions, and back together', () => {
    const { flow } = drawingOf(
      planOf([
        wait('3 days', { until: won, else: [send('late')] }),
        branch(when(won, [send('a')]), otherwise([end('no')])),
        send('z'),
      ]),
      en,
    )
    expect(ways(flow)).toEqual([
      'Entered by a person or by others → 3 days',
      '3 days → late: time is over',
      '3 days → A deal has been won: a deal has been won',
      'late → A deal has been won',
      'A deal has been won → a',
      'A deal has been won → No: if not',
      'a → z',
      'z → Over',
    ])
  })

  it('put the times of an around in columns, in order, and a repeat around its steps', () => {
    const { flow } = drawingOf(
      planOf([
        around(deadline, { '+1 day': [send('b')], '-3 days': [send('a')] }),
        repeat({ every: '1 month', times: 6 }, [send('c')]),
      ]),
      en,
    )
    expect(
      flow.nodes.map(({ title, columns }) => [
        title,
        columns.map(({ label, graph }) => [label, stepsOf(graph).length]),
      ]),
    ).toEqual([
      ['Entered by a person or by others', []],
      [
        'The enquiry’s deadline',
        [
          ['−3 days', 1],
          ['+1 day', 1],
        ],
      ],
      ['Every month, 6 times', [['', 1]]],
      ['Over', []],
    ])
  })

  it('show goal and stops apart', () => {
    const { endings } = drawingOf(
      planOf([send('a')], { goal: when(won, [send('b')]), stop: [when(won)] }),
      speechIn('ru'),
    )
    expect(endings.map(({ kind, when: told, graph }) => [kind, told, stepsOf(graph).length])).toEqual([
      ['goal', 'Сделка выиграна', 1],
      ['stop', 'Сделка выиграна', 0],
    ])
  })

  it('escape what people write, in SVG and in Mermaid', () => {
    const drawing = drawingOf(planOf([end('<b>"5 & 6"</b>; #1')]), en)
    expect(svg(drawing, '<x>')).toContain('&#60;b&#62;&#34;5 &#38; 6&#34;&#60;/b&#62;; #1')
    expect(mermaid(drawing)).toContain('#60;b#62;#34;5 #38; 6#34;#60;/b#62;#59; #35;1')
  })

  it('have every step once, and every way between nodes that are there', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom('en' as const, 'ru' as const), (plan, lang) => {
        const drawing = drawingOf(plan, speechIn(lang))
        const ids = spotsOf(plan).map(({ step }) => step.id)
        expect(allSteps(drawing).sort()).toEqual([...ids].sort())
        const graphs = [drawing.flow, ...drawing.endings.map(({ graph }) => graph)]
        for (const { nodes, edges } of graphs)
          for (const { from, to } of edges) {
            expect(nodes.some((node) => node.id === from)).toBe(true)
            expect(nodes.some((node) => node.id === to)).toBe(true)
          }
        expect(mermaid(drawing)).not.toMatch(/undefined|NaN/)
      }),
    )
  })

  it('show the steps of an arm behind one that everybody takes, as a way that nobody goes', () => {
    const { flow } = drawingOf(planOf([branch(otherwise([]), otherwise([end('enough')]))]), en)
    expect(ways(flow).at(-2)).toMatch(/→ Enough: never$/)
  })

  it('place every step once in the SVG, at numbers', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const drawn = svg(drawingOf(plan, en), 'what it does')
        const placed = [...drawn.matchAll(/data-step="([^"]*)"/g)].map(([, id]) => id)
        expect(placed.sort()).toEqual(
          spotsOf(plan)
            .map(({ step }) => step.id)
            .sort(),
        )
        expect(drawn).not.toMatch(/NaN|undefined|Infinity/)
      }),
      { numRuns: 40 },
    )
  })
})

describe('lines of text', () => {
  it('are no wider than asked for, and lose no letter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 40, max: 300 }),
        (text, width) => {
          const lines = wrapped(text, { size: 12 }, width)
          for (const line of lines) expect(textWidth(line, { size: 12 })).toBeLessThanOrEqual(width)
          expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        },
      ),
    )
  })

  it('break a long name after a slash', () => {
    expect(wrapped('review/thanks-may-others-call', { size: 13, bold: true }, 200)).toEqual([
      'review/thanks-may-',
      'others-call',
    ])
  })
})
