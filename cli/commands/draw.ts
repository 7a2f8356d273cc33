import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { Command } from 'commander'
import type { Plan } from '../../core/plan/plan.ts'
import { drawingOf } from '../../core/readers/draw/drawing.ts'
import { mermaid } from '../../core/readers/draw/mermaid.ts'
import { explain } from '../../core/readers/explain.ts'
import type { Speech } from '../../core/readers/words/speech.ts'
import { svg } from '../draw/svg.ts'
import { say, UsageError } from '../output.ts'
import { projectFolder } from '../project-folder.ts'
import { readPlans } from '../readers/read-plans.ts'

interface Options {
  out?: string
  format?: string
  lang: string
  folder: string
  json?: boolean
}

const FORMATS = ['svg', 'mmd'] as const
type Format = (typeof FORMATS)[number]

/** `kindling draw`: a sequence as a picture. */
export function drawCommand(): Command {
  return new Command('draw')
    .summary('draw a sequence as SVG or Mermaid')
    .description(
      'Draws a sequence: waits with their times, arms with their conditions, goal and stops apart. The SVG needs nothing\n' +
        'else and is legible in light and in dark.',
    )
    .argument('[sequence]', 'its name; all of them, into a folder, if absent')
    .option(
      '--out <file>',
      'where to: a file that ends in .svg or .mmd, or a folder; standard output if absent',
    )
    .option('--format <format>', 'svg or mmd (Mermaid); as the file ends by default, else svg')
    .option('--lang <lang>', 'en or ru', 'en')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the drawings without places, as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  kindling draw tender --out tender.svg\n  kindling draw --out docs/drawings --lang ru',
    )
    .action(run)
}

async function run(name: string | undefined, options: Options): Promise<void> {
  const format = formatOf(options)
  const { plans, speech } = await readPlans(options, name)
  if (options.json) return say(true, { drawings: plans.map((plan) => drawingOf(plan, speech)) }, [])
  const { out } = options
  if (out === undefined) {
    if (name === undefined) throw new UsageError('Name a sequence, or a folder for all of them with --out.')
    for (const plan of plans) process.stdout.write(drawn(plan, speech, format))
    return
  }
  const oneFile = extname(out) !== ''
  if (oneFile && name === undefined)
    throw new UsageError('One file holds one sequence: name it, or give a folder.')
  const files = plans.map((plan) => ({ plan, file: oneFile ? out : join(out, `${plan.sequence}.${format}`) }))
  for (const { plan, file } of files) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, drawn(plan, speech, format))
  }
  say(
    false,
    null,
    files.map(({ file }) => file),
  )
}

function formatOf({ format, out }: Options): Format {
  const wanted = format ?? (out && extname(out).slice(1)) ?? ''
  const found = FORMATS.find((one) => one === (wanted || 'svg'))
  if (!found) throw new UsageError(`A drawing is svg or mmd, not ${wanted}.`)
  return found
}

function drawn(plan: Plan, speech: Speech, format: Format): string {
  const drawing = drawingOf(plan, speech)
  return format === 'mmd' ? mermaid(drawing) : svg(drawing, explain(plan, speech))
}
