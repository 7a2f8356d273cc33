import { Command } from 'commander'
import { type Days, type Path, type PathEvent, type Paths, pathsOf } from '../../core/readers/paths.ts'
import { conditionWords } from '../../core/readers/condition-words.ts'
import { inLang, type Speech } from '../../core/readers/words/speech.ts'
import { every, times } from '../../core/readers/words/time-words.ts'
import { paint, say, UsageError } from '../output.ts'
import { projectFolder } from '../project-folder.ts'
import { readPlans } from '../readers/read-plans.ts'

interface Options {
  most: string
  entered?: string
  lang: string
  folder: string
  json?: boolean
}

/** `kindling paths`: every route through a sequence. */
export function pathsCommand(): Command {
  return new Command('paths')
    .summary('list every route through a sequence')
    .description(
      'Lists every route through a sequence: what must happen for it, what is sent on which day after entry, and a sample\n' +
        'of somebody who goes that way. Days are those of a sample lead in UTC; hours and holidays can move a mail.',
    )
    .argument('[sequence]', 'its name; all of them if absent')
    .option('--most <n>', 'at most so many routes of a sequence', '50')
    .option('--entered <instant>', 'when the sample lead enters (default: Monday 2 March 2026)')
    .option('--lang <lang>', 'en or ru', 'en')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the result as one line of JSON, with a script for `kindling simulate`')
    .addHelpText('after', '\nExample:\n  kindling paths webinar --most 20')
    .action(run)
}

async function run(name: string | undefined, options: Options): Promise<void> {
  const most = Number(options.most)
  if (!Number.isInteger(most) || most < 1 || most > 10_000)
    throw new UsageError('--most must be a whole number from 1 to 10000.')
  const entered = options.entered === undefined ? undefined : Date.parse(options.entered)
  if (Number.isNaN(entered)) throw new UsageError('--entered must be an instant or a date: 2026-03-02')
  const { plans, speech } = await readPlans(options, name)
  const all = plans.map((plan) => pathsOf(plan, speech, { most, ...(entered !== undefined && { entered }) }))
  say(
    options.json,
    { sequences: all.map(dated) },
    all.flatMap((one) => lines(one, speech)),
  )
}

const iso = (at: number): string => new Date(at).toISOString()

const dated = (paths: Paths) => ({
  ...paths,
  entered: iso(paths.entered),
  dates: Object.fromEntries(Object.entries(paths.dates).map(([name, at]) => [name, iso(at)])),
  paths: paths.paths.map((path) => ({
    ...path,
    sample: { ...path.sample, script: path.sample.script.map((fact) => ({ ...fact, at: iso(fact.at) })) },
  })),
})

const number = (n: number, { lang }: Speech): string =>
  lang === 'ru' ? String(n).replace('.', ',') : String(n)

function dayWords(day: Days | null, speech: Speech): string {
  if (!day) return inLang(speech, 'any day', 'любой день')
  const range =
    day.from === day.to ? number(day.from, speech) : `${number(day.from, speech)}–${number(day.to, speech)}`
  return inLang(speech, `day ${range}`, `день ${range}`)
}

function lines(paths: Paths, speech: Speech): string[] {
  const dates = Object.entries(paths.dates).map(([name, at]) => `${name} = ${iso(at).slice(0, 16)}`)
  const from = [`${inLang(speech, 'entry', 'вход')} = ${iso(paths.entered).slice(0, 16)}`, ...dates].join(
    ', ',
  )
  return [
    `${paint('bold', paths.sequence)}  ${paint('dim', from)}`,
    ...paths.paths.flatMap((path, n) => pathLines(path, n + 1, speech)),
    ...(paths.cut
      ? [
          paint(
            'yellow',
            inLang(
              speech,
              '… there are more routes: --most shows more',
              '… есть ещё маршруты: покажет --most',
            ),
          ),
        ]
      : []),
    ...paths.unreachable.map(({ path, mail }) =>
      paint(
        'yellow',
        inLang(
          speech,
          `${path}: no route comes to the mail ${mail}`,
          `${path}: к письму ${mail} не ведёт ни один маршрут`,
        ),
      ),
    ),
    ...paths.unsettled.map(({ path, mail }) =>
      paint(
        'yellow',
        inLang(
          speech,
          `${path}: too many routes to say whether the mail ${mail} is reached`,
          `${path}: маршрутов слишком много, чтобы сказать, дойдёт ли до письма ${mail}`,
        ),
      ),
    ),
    '',
  ]
}

const ENDS: Record<Path['ends'], readonly [en: string, ru: string]> = {
  over: ['to the last step', 'до последнего шага'],
  end: ['ends before the last step', 'кончается раньше'],
  goal: ['goal', 'цель'],
  stop: ['stop', 'остановка'],
}

function pathLines(path: Path, n: number, speech: Speech): string[] {
  const wide = 16
  const also = path.sample.also.map(({ condition, yes }) => conditionWords(condition, speech, yes))
  const values = Object.entries(path.sample.values).map(
    ([name, value]) => `${name} = ${JSON.stringify(value)}`,
  )
  return [
    '',
    `  ${paint('bold', String(n))} ${inLang(speech, ...ENDS[path.ends])}${path.day ? `, ${dayWords(path.day, speech)}` : ''}`,
    ...path.must.map(({ words, day }) =>
      paint('dim', `    ${(day ? dayWords(day, speech) : '').padEnd(wide)}? ${words}`),
    ),
    ...path.events.map(
      (event) => `    ${dayWords(event.day, speech).padEnd(wide)}${eventWords(event, speech)}`,
    ),
    ...(values.length + also.length > 0
      ? [
          paint(
            'dim',
            `    ${inLang(speech, 'sample', 'пример').padEnd(wide)}${[...values, ...also].join('; ')}`,
          ),
        ]
      : []),
  ]
}

function eventWords({ mail, caption, words, times: n, every: often }: PathEvent, speech: Speech): string {
  const again = often && n > 1 ? ` (${every(often, speech)}, ${times(n, speech)})` : ''
  return mail === null
    ? `${caption}: ${words}${again}`
    : `${paint('green', `✉ ${mail}`)}${words === mail ? '' : ` ${words}`}${again}`
}
