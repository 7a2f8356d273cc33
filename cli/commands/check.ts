import { Command } from 'commander'
import { count, faultLines, paint, say, warningLines } from '../output.ts'
import { marketingOf, projectFolder } from '../project-folder.ts'

/** `kindling check`: everything that would keep marketing from being published. */
export function checkCommand(): Command {
  return new Command('check')
    .summary('check marketing and templates')
    .description(
      'Reads marketing/ and templates/ and names every fault with its path, and what is worth a look.\nPublishes nothing, needs no server.',
    )
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { folder: string; json?: boolean }): Promise<void> {
  const { marketing, faults, warnings } = await marketingOf(options.folder)
  const sequences = marketing?.plans.map((plan) => plan.sequence) ?? []
  const templates = marketing?.compiledTemplates.map((one) => `${one.name}.${one.lang}`) ?? []
  const well = `${count(sequences.length, 'sequence')}, ${count(templates.length, 'template')}: all well`
  say(options.json, { ok: faults.length === 0, faults, warnings, sequences, templates }, [
    ...faultLines(faults),
    ...warningLines(warnings),
    faults.length === 0
      ? paint('green', well)
      : `${count(faults.length, 'fault')}; nothing of this can be published`,
  ])
  if (faults.length > 0) process.exitCode = 1
}
