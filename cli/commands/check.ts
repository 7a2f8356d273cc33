import { Command } from 'commander'
import { consentFaults } from '../marketing/consent-faults.ts'
import { formsInForce } from '../marketing/published-forms.ts'
import { count, faultLines, paint, say, warningLines } from '../output.ts'
import { fillingFaultsOf, marketingOf, projectFolder } from '../project-folder.ts'

/** `kindling check`: everything that would keep marketing from being published. */
export function checkCommand(): Command {
  return new Command('check')
    .summary('check marketing and templates')
    .description(
      'Reads marketing/ and templates/ and names every fault with its path, and what is worth a look.\nEach template is filled with its sample, within the limits of a mail. Publishes nothing, needs no server.\nWhere the database answers, the texts of consents are compared with those that are published.',
    )
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { folder: string; json?: boolean }): Promise<void> {
  const { marketing, faults: found, warnings } = await marketingOf(options.folder)
  const published = marketing && (await formsInForce())
  const faults = [
    ...found,
    ...(marketing ? await fillingFaultsOf(options.folder, marketing) : []),
    ...(published ? consentFaults(marketing.forms, published) : []),
  ]
  const sequences = marketing?.plans.map((plan) => plan.sequence) ?? []
  const templates = marketing?.compiledTemplates.map((one) => `${one.name}.${one.lang}`) ?? []
  const well = `${count(sequences.length, 'sequence')}, ${count(templates.length, 'template')}: all well`
  const compared = published !== null
  say(options.json, { ok: faults.length === 0, faults, warnings, sequences, templates, compared }, [
    ...faultLines(faults),
    ...warningLines(warnings),
    ...(marketing && !compared
      ? [paint('dim', 'not compared with what is published: no database answers')]
      : []),
    faults.length === 0
      ? paint('green', well)
      : `${count(faults.length, 'fault')}; nothing of this can be published`,
  ])
  if (faults.length > 0) process.exitCode = 1
}
