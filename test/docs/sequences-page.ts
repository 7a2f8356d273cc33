import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPlans } from '../../cli/readers/read-plans.ts'
import { svg } from '../../cli/draw/svg.ts'
import { drawingOf } from '../../core/readers/draw/drawing.ts'
import { explain } from '../../core/readers/explain.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The eight, in the order of the page, with what each is there to show. */
const EIGHT: Record<string, [title: string, shows: string]> = {
  tender: [
    'Tender enquiry',
    'Two enquiries are two journeys at once. Sales has each of them at once, hot or not; the deadline drives the rest.',
  ],
  document: [
    'Document request',
    'Half a year by interest. The form has mailed the document itself, whether or not a journey starts.',
  ],
  webinar: [
    'Webinar',
    'One sequence for all webinars. Whoever registered unasked skips the invitations; if the date moves, all moves with it.',
  ],
  'win-back': [
    'Dormant client',
    'Silent by the client’s own rhythm: one and a half times the usual gap between orders of the company.',
  ],
  renewal: [
    'A contract that ends',
    'Sixty days before the end, for each contract and each end: next year again.',
  ],
  committee: [
    'The people who decide together',
    'Several persons of one company, each by role. When one of them asks for a call, the others are left alone.',
  ],
  review: [
    'Review after delivery',
    'Three stars or fewer, and a person calls before it is public elsewhere.',
  ],
  warming: [
    'The mark “warming”',
    'A seller hands a lead back with a date before which nobody shall write. Advertising holds the lead meanwhile.',
  ],
}

const INTRO = `# Eight sequences

They are the example marketing, as it stands in \`marketing/sequences\`, each with its drawing and with what
\`npx kindling explain\` says of it. Their dated stories are tests: by the rules alone, with time skipped on the real
workflow and store, and through the API (\`test/stories\`).

Each drawing comes from \`npx kindling draw <name>\`, each paragraph from \`npx kindling explain <name> --lang en\` and \`--lang ru\`; a
test keeps this page and the drawings as the sequences are. The words are in [the reference](reference/language.md), what
they mean together in [the rules](rules.md).`

const withoutImports = (source: string): string =>
  source.replace(/^import [\s\S]*? from '[^']+'\n/gm, '').trim()

/** `docs/sequences.md` and its drawings, by where each lies. */
export async function sequencesPage(): Promise<Record<string, string>> {
  const [en, ru] = [
    await readPlans({ lang: 'en', folder: ROOT }),
    await readPlans({ lang: 'ru', folder: ROOT }),
  ]
  const files: Record<string, string> = {}
  const parts = Object.entries(EIGHT).map(([name, [title, shows]]) => {
    const plan = en.plans.find((one) => one.sequence === name)
    if (!plan) throw new Error(`no sequence is called ${name}`)
    const told = explain(plan, en.speech)
    files[join(ROOT, `docs/images/sequences/${name}.svg`)] = svg(drawingOf(plan, en.speech), told)
    const source = readFileSync(join(ROOT, `marketing/sequences/${name}.ts`), 'utf8')
    return [
      `## ${title}`,
      '',
      shows,
      '',
      `![${name}: ${shows}](images/sequences/${name}.svg)`,
      '',
      told,
      '',
      `> ${explain(plan, ru.speech)}`,
      '',
      '```ts',
      withoutImports(source),
      '```',
    ].join('\n')
  })
  files[join(ROOT, 'docs/sequences.md')] = `${[INTRO, ...parts].join('\n\n')}\n`
  return files
}
