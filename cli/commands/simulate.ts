import { Command } from 'commander'
import { simulate, type StoryLine } from '../../core/simulate/simulate.ts'
import type { Marketing } from '../../store/releases.ts'
import { count, faultLines, Refused, say, UsageError } from '../output.ts'
import { marketingOf, projectFolder } from '../project-folder.ts'
import { readLead, readScript } from '../simulate/read-script.ts'
import { storyLines } from '../simulate/story-lines.ts'

interface Options {
  until?: string
  sequence?: string
  folder: string
  json?: boolean
}

const YEAR_MS = 366 * 24 * 3600 * 1000

/** `kindling simulate`: what would happen to a lead. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('play a lead through marketing, without a server')
    .description(
      'Plays a lead and a script of facts through the sequences as they stand in the files, and tells the dated story.\n' +
        'Nothing is sent and nothing needs to run. Consent, caps and the hold while sales has the lead are not played.',
    )
    .argument('<lead>', 'the lead as JSON, as POST /v1/leads takes it')
    .argument('<script>', 'what happens: a JSON array of {"at","type","props"}')
    .option('--until <instant>', 'where the story ends (default: a year after the last fact)')
    .option('--sequence <name>', 'only this sequence')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the story as one line of JSON')
    .addHelpText(
      'after',
      '\nExample:\n  kindling simulate examples/simulate/lead.json examples/simulate/document.json',
    )
    .action(run)
}

async function run(leadFile: string, scriptFile: string, options: Options): Promise<void> {
  const [lead, script] = [await readLead(leadFile), await readScript(scriptFile)]
  const { marketing, faults } = await marketingOf(options.folder)
  if (!marketing || faults.length > 0)
    throw new Refused(`Marketing has ${count(faults.length, 'fault')}.`, faultLines(faults))
  const until =
    options.until === undefined
      ? Math.max(...script.map((fact) => fact.at)) + YEAR_MS
      : Date.parse(options.until)
  if (Number.isNaN(until)) throw new UsageError('--until must be an instant or a date: 2027-01-01')
  const story: StoryLine[] = simulate({ ...playOf(marketing, options.sequence), lead, script, until })
  const dated = story.map((line) => ({ ...line, at: new Date(line.at).toISOString() }))
  say(options.json, { story: dated }, storyLines(story, lead.zone ?? marketing.defaults.zone))
}

/** What of marketing a simulation needs. */
function playOf(marketing: Marketing, only: string | undefined) {
  const { scoring, things, facts, hours, quiet, holidays, segments, tracks, compiledTemplates } = marketing
  const plans = marketing.plans.filter((plan) => only === undefined || plan.sequence === only)
  if (plans.length === 0) throw new UsageError(`No sequence is called ${only}.`)
  const templateKinds = Object.fromEntries(compiledTemplates.map(({ name, kind }) => [name, { kind }]))
  return {
    plans,
    scoring,
    things,
    facts,
    hours,
    templateKinds,
    ...(quiet && { quiet }),
    ...(holidays && { holidays }),
    ...(segments && { segments }),
    ...(tracks && { tracks }),
  }
}
