import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const LANGUAGE = join(import.meta.dirname, '../../core/language')
/** File of the language and the heading of its words. */
const PARTS: [file: string, title: string][] = [
  ['sequence.ts', 'Sequence'],
  ['triggers.ts', 'Triggers'],
  ['steps.ts', 'Steps'],
  ['conditions.ts', 'Conditions'],
  ['values.ts', 'Values, people and dates'],
  ['durations.ts', 'Durations'],
  ['names.ts', 'Names'],
]

const INTRO = `# The language

All that \`import { … } from 'kindling'\` gives, from the comments of the code itself. A sequence is plain data: nothing in it
runs when the file is read.

Between two mails to a lead there must be a wait. \`did\` counts facts from the entering fact on. Goal first, then the stops from
top to bottom; the first true one ends the journey, and mail that has not begun is not sent.`

interface Word {
  name: string
  text: string
  examples: string[]
}

// A comment that ends right above an exported name.
const DOCUMENTED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:const|function|interface|type|class) (\w+)/g

function wordsOf(source: string): Word[] {
  return [...source.matchAll(DOCUMENTED)].map(([, comment = '', name = '']) => {
    const text = comment.replace(/^ *\* ?/gm, '').trim()
    const [told = '', ...examples] = text.split(/^@example\s*/m)
    return { name, text: told.trim(), examples: examples.map((one) => one.trim()) }
  })
}

const written = ({ name, text, examples }: Word): string[] => [
  '',
  `### \`${name}\``,
  '',
  text,
  ...(examples.length > 0 ? ['', '```ts', ...examples, '```'] : []),
]

/** `docs/reference/language.md`. */
export function languagePage(): string {
  const parts = PARTS.flatMap(([file, title]) => [
    '',
    `## ${title}`,
    ...wordsOf(readFileSync(join(LANGUAGE, file), 'utf8')).flatMap(written),
  ])
  return `${[INTRO, ...parts].join('\n')}\n`
}
