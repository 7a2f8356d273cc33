import type { StoryLine } from '../../core/simulate/simulate.ts'
import { paint } from '../output.ts'

/** The story as a person reads it: one line a thing that happened, in the lead's own time. */
export function storyLines(story: readonly StoryLine[], zone: string): string[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const wide = Math.max(0, ...story.map((line) => line.sequence?.length ?? 0))
  let before = ''
  return story.map((line) => {
    const at = format.format(line.at)
    const shown = at === before ? ' '.repeat(at.length) : at
    before = at
    const what = paint(colourOf(line.what), line.what.padEnd(11))
    return `${paint('dim', shown)}  ${(line.sequence ?? '').padEnd(wide)}  ${what} ${wordsOf(line, format)}`.trimEnd()
  })
}

function colourOf(what: StoryLine['what']): 'green' | 'yellow' | 'bold' | 'dim' {
  if (what === 'mail' || what === 'sent') return 'green'
  if (what === 'fact') return 'bold'
  return what === 'goal' || what === 'stop' || what === 'ended' || what === 'not entered' ? 'yellow' : 'dim'
}

function wordsOf({ path, values, sequence }: StoryLine, format: Intl.DateTimeFormat): string {
  const place = path?.replace(`${sequence} › `, '')
  const said = Object.entries(values).map(([name, value]) => `${name} ${inWords(value, format)}`)
  return [...(place ? [place] : []), said.join(', ')].filter(Boolean).join(': ')
}

const ISO = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/
const inWords = (value: unknown, format: Intl.DateTimeFormat): string =>
  typeof value === 'string' && ISO.test(value) ? format.format(Date.parse(value)) : String(value)
