import { Command } from 'commander'
import { explain } from '../../core/readers/explain.ts'
import { say } from '../output.ts'
import { projectFolder } from '../project-folder.ts'
import { readPlans } from '../readers/read-plans.ts'

/** `kindling explain`: a sequence in plain words. */
export function explainCommand(): Command {
  return new Command('explain')
    .summary('tell a sequence in plain words')
    .description('Tells what a sequence does in a paragraph that needs no code, in English or Russian.')
    .argument('[sequence]', 'its name; all of them if absent')
    .option('--lang <lang>', 'en or ru', 'en')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', '\nExample:\n  kindling explain tender --lang ru')
    .action(run)
}

async function run(
  name: string | undefined,
  options: { lang: string; folder: string; json?: boolean },
): Promise<void> {
  const { plans, speech } = await readPlans(options, name)
  const told = plans.map((plan) => ({ sequence: plan.sequence, words: explain(plan, speech) }))
  say(
    options.json,
    { sequences: told },
    told.flatMap(({ words }, n) => [...(n > 0 ? [''] : []), words]),
  )
}
