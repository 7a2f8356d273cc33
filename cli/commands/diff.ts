import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { readConfig } from '../../config.ts'
import { AppError } from '../../core/errors.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { type Change, diffPlans, type PlanDiff } from '../../core/readers/diff.ts'
import { inLang, type Speech } from '../../core/readers/words/speech.ts'
import { openDatabase } from '../../store/database.ts'
import { newestRelease } from '../../store/releases.ts'
import { paint, Refused, say, UsageError } from '../output.ts'
import { projectFolder } from '../project-folder.ts'
import { readPlans } from '../readers/read-plans.ts'

interface Options {
  from?: string
  lang: string
  folder: string
  json?: boolean
}

/** `kindling diff`: what publishing would change. */
export function diffCommand(): Command {
  return new Command('diff')
    .summary('what publishing would change in the sequences')
    .description(
      'Compares the sequences in the files with those of the release in force, or with those of another folder: steps\n' +
        'added, removed, moved and changed, each with its path. Exit code 0, whether or not there are differences.',
    )
    .argument('[sequence]', 'its name; all of them if absent')
    .option(
      '--from <folder>',
      'the older version: a folder that holds marketing/ and templates/ (default: the release)',
    )
    .option('--lang <lang>', 'en or ru', 'en')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', '\nExample:\n  kindling diff tender')
    .action(run)
}

async function run(name: string | undefined, options: Options): Promise<void> {
  const { plans, speech } = await readPlans(options)
  const before = options.from === undefined ? await published() : await fromFolder(options.from, options.lang)
  const only = (of: readonly Plan[]) => of.filter((plan) => name === undefined || plan.sequence === name)
  if (name !== undefined && only([...before, ...plans]).length === 0)
    throw new UsageError(`No sequence is called ${name}.`)
  const diffs = diffPlans(only(before), only(plans), speech)
  say(
    options.json,
    { sequences: diffs },
    diffs.length > 0
      ? [...diffs.flatMap((diff) => lines(diff, speech)), paint('dim', diffs[0]?.running ?? '')]
      : [inLang(speech, 'no difference', 'различий нет')],
  )
}

async function fromFolder(folder: string, lang: string): Promise<Plan[]> {
  if (!existsSync(folder)) throw new UsageError(`There is no folder ${folder}.`)
  return (await readPlans({ folder, lang })).plans
}

async function published(): Promise<Plan[]> {
  const db = openDatabase(readConfig().databaseUrl, { max: 1 })
  try {
    return (await newestRelease(db)).plans
  } catch (error) {
    if (error instanceof AppError && error.code === 'release_missing')
      throw new Refused('Nothing is published yet: give the older version with --from.')
    throw error
  } finally {
    await db.destroy()
  }
}

const MARKS: Record<Change['what'], readonly [mark: string, style: 'green' | 'red' | 'yellow']> = {
  added: ['+', 'green'],
  removed: ['−', 'red'],
  moved: ['↕', 'yellow'],
  changed: ['~', 'yellow'],
}

function lines({ sequence, what, changes }: PlanDiff, speech: Speech): string[] {
  const whole = {
    added: inLang(speech, 'new', 'новая'),
    removed: inLang(speech, 'gone', 'убрана'),
    changed: '',
    same: '',
  }
  return [
    `${paint('bold', sequence)}${whole[what] ? `  ${whole[what]}` : ''}`,
    ...changes.flatMap((change) => changeLines(change)),
    '',
  ]
}

function changeLines({ what, from, to, kind, words, was }: Change): string[] {
  const [mark, style] = MARKS[what]
  const path = what === 'moved' ? `${from} → ${to}` : (to ?? from)
  return [
    `  ${paint(style, mark)} ${path}  ${kind}: ${was === null ? words : was}`,
    ...(was === null ? [] : [`    → ${words}`]),
  ]
}
