import type { Unit } from 'kindling'
import { checkMessages } from './language/check-messages.ts'
import { PARTS, type Word, wordsOf } from './language/words.ts'

const INTRO = `# The language

All that \`import { … } from 'kindling'\` gives, from the comments of the code itself. A sequence is plain data: nothing in it
runs when the file is read. Every example below is compiled and run by a test.

What the words mean together is on [the page of the rules](../rules.md); eight whole sequences stand
[here](../sequences.md); how to begin is [the tutorial](../tutorial.md).`

const DURATIONS = `## Lengths of time

A number and a unit, \`'3 days'\`, \`'1 month'\`; around a date with a sign, \`'-2 hours'\`, \`'+5 workdays'\`. Or a weekday and a
time of day, \`'tue 10:00'\`: the next one in the zone of the lead.

| unit | how long it is |
| --- | --- |`

const UNITS: Record<Unit, string> = {
  minute: '60 seconds, whatever the clocks on the wall do',
  hour: '60 minutes, whatever the clocks on the wall do',
  day: 'the same time of day on the next day, in the zone of the lead; 23 or 25 hours where clocks change',
  week: '7 days',
  month: 'the same day of the next month; of 31 January, the last of February',
  year: 'the same day of the next year; of 29 February, the 28th',
  workhour: 'an hour between 9:00 and 18:00 of a workday',
  workday:
    'a day that is neither a weekend nor a public holiday: of the lead for mail, of whoever does it for a task',
}

const CHECK = `## What check says

\`npx kindling check\` names each fault with its path as it was written: \`document › 1.else.2\` is the second step of the \`else\`
of the first step. Below, \`…\` stands for your own words. A warning keeps nothing from being published.`

const TOPICS: Record<string, string> = {
  check: 'Sequences',
  conditions: 'Conditions',
  entry: 'How leads enter',
  fault: 'Names that nobody declared',
  'field-kinds': 'Fields of things',
  flow: 'The order of steps',
  lengths: 'Lengths of time',
  loops: 'Circles',
  named: 'Segments and tracks',
  names: 'Fields that are set',
  warnings: 'Warnings',
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string) => (text === '' ? '' : `\`${cell(text)}\``)

const written = ({ name, text, examples, signature, members }: Word): string[] => [
  '',
  `### \`${name}\``,
  '',
  text,
  ...(signature || examples.length > 0 ? ['', '```ts'] : []),
  ...(signature?.split('\n').map((one) => `// ${one}`) ?? []),
  ...examples,
  ...(signature || examples.length > 0 ? ['```'] : []),
  ...(members.length > 0 ? ['', '| | |', '| --- | --- |'] : []),
  ...members.map((one) => `| \`${one.name}\` | ${cell(one.text)} |`),
]

function part([file, title]: (typeof PARTS)[number]): string[] {
  const words = wordsOf(file)
  return ['', `## ${title}`, ...words.sort((a, b) => Number(a.isType) - Number(b.isType)).flatMap(written)]
}

function messages(): string[] {
  return checkMessages().flatMap(({ file, messages: all }) => {
    const topic = TOPICS[file]
    if (!topic) throw new Error(`Say in ${import.meta.filename} what the faults of ${file}.ts are about`)
    const rows = all.map(({ message, hint }) => `| ${code(message)} | ${cell(hint)} |`)
    return ['', `### ${topic}`, '', '| it says | and hints |', '| --- | --- |', ...new Set(rows)]
  })
}

/** `docs/reference/language.md`. */
export function languagePage(): string {
  const units = Object.entries(UNITS).map(([unit, long]) => `| \`${unit}\` | ${long} |`)
  const parts = PARTS.flatMap(part)
  return `${[INTRO, ...parts, '', DURATIONS, ...units, '', CHECK, ...messages()].join('\n')}\n`
}
