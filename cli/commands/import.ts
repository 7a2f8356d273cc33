import { stat } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { apiClient } from '../api-client.ts'
import { mapHeaders, type Target } from '../csv/headers.ts'
import { openTable, type Table } from '../csv/rows.ts'
import { type Ground, instantOf } from '../import/ground.ts'
import { importLeads, type Tally } from '../import/import-leads.ts'
import { Rejects } from '../import/rejects.ts'
import { count, paint, say, UsageError } from '../output.ts'
import { Progress } from '../progress.ts'

interface Options {
  consent?: string | false
  source?: string
  purpose: Ground['purpose']
  topic?: string
  consentAt?: string
  system?: string
  enrol?: string
  dryRun?: boolean
  rejects?: string
  json?: boolean
}

/** `kindling import`: leads from a table. */
export function importCommand(): Command {
  return new Command('import')
    .summary('leads from a CSV file')
    .description(
      'Reads leads from a CSV file. Encoding (UTF-8, UTF-16, windows-1251, KOI8-R), delimiter and columns (English or\n' +
        'Russian headers) are found by themselves. Importing the same file again changes nothing.',
    )
    .argument('<file>', 'the table; its first row names the columns')
    .option('--consent <text>', 'the words these people agreed to')
    .option('--no-consent', 'they agreed to nothing: kept as leads, and no marketing mail is sent to them')
    .option('--source <where>', 'where they agreed: "fair 2026, stand 14"')
    .addOption(
      new Option('--purpose <purpose>', 'what they agreed to')
        .choices(['marketing', 'dealers', 'data'])
        .default('marketing'),
    )
    .option('--topic <topic>', 'one topic only; without it all topics')
    .option('--consent-at <date>', 'when they agreed; a column "consent date" wins')
    .option('--system <name>', 'the system that the column "id" comes from, such as "crm"')
    .option('--enrol <sequence>', 'let each lead enter this sequence')
    .option('--dry-run', 'read and check, send nothing')
    .option('--rejects <file>', 'where refused rows go (default: beside the table)')
    .option('--json', 'the result as one line of JSON')
    .addHelpText(
      'after',
      '\nExample:\n  kindling import leads.csv --consent "I want the newsletter" --source "fair 2026"',
    )
    .action(run)
}

async function run(file: string, options: Options): Promise<void> {
  const ground = groundOf(options)
  const size = await stat(file).catch(() => {
    throw new UsageError(`There is no file ${file}.`)
  })
  const table = await openTable(file)
  const targets = mapHeaders(table.headers)
  if (!targets.some((target) => target === 'email' || target === 'phone' || target === 'externalId')) {
    throw new UsageError(
      `No column of ${file} is known as an email address or phone number. Its columns: ${table.headers.join(', ')}.`,
    )
  }
  const rejects = new Rejects(options.rejects ?? `${file.replace(/\.csv$/i, '')}.rejected.csv`, table.headers)
  // Rows are not counted beforehand; most are near 120 bytes long, so the bar is a guess that ends at its end.
  const progress = new Progress('importing', Math.max(1, Math.round(size.size / 120)))
  const api = options.dryRun ? null : apiClient()
  const job = { table, targets, system: options.system, ground, enrol: options.enrol, api, rejects, progress }
  const tally = await importLeads(job).finally(() => progress.end())
  await rejects.close()
  report(options, { table, targets, tally, rejects })
}

function groundOf(options: Options): Ground | null {
  if (options.consent === false) return null
  if (typeof options.consent !== 'string' || !options.source) {
    throw new UsageError(
      'Say on what ground these people may be mailed: --consent "the words they agreed to" --source "where", or --no-consent.',
    )
  }
  const at = options.consentAt === undefined ? undefined : instantOf(options.consentAt)
  if (at === null) throw new UsageError('--consent-at must be a date: 2026-02-03')
  const { purpose, topic, source } = options
  return { purpose, source, text: options.consent, ...(topic && { topic }), ...(at && { at }) }
}

function report(
  options: Options,
  {
    table,
    targets,
    tally,
    rejects,
  }: { table: Table; targets: (Target | null)[]; tally: Tally; rejects: Rejects },
): void {
  const unknown = table.headers.filter((_, n) => targets[n] === null)
  const delimiter = table.delimiter === '\t' ? 'tab' : table.delimiter
  const rejected = rejects.count
  const value = { ...tally, rejected, encoding: table.encoding, delimiter, unknownColumns: unknown }
  const lines = [
    paint(
      'dim',
      `${table.encoding}, delimiter ${delimiter}${unknown.length > 0 ? `, columns left out: ${unknown.join(', ')}` : ''}`,
    ),
    `${count(tally.rows, 'row')}: ${options.dryRun ? `${tally.rows - rejected - tally.duplicates} would be sent` : `${tally.created} created, ${tally.updated} updated, ${tally.unchanged} unchanged`}, ` +
      `${count(tally.duplicates, 'duplicate')}, ${rejected} rejected`,
    ...(tally.consents > 0 ? [`${count(tally.consents, 'consent')} recorded`] : []),
    ...(tally.saidNo > 0
      ? [paint('yellow', `${count(tally.saidNo, 'lead')} said no before: that stays in force`)]
      : []),
    ...(options.enrol
      ? [
          `${tally.enrolled} entered ${options.enrol}, ${tally.notEnrolled} did not (the reason stands in each story)`,
        ]
      : []),
    ...Object.entries(tally.notes).map(([note, times]) =>
      paint('yellow', `${note}: ${count(times, 'row')}, imported without it`),
    ),
    ...(rejected > 0 ? [`refused rows with their reasons: ${rejects.file}`] : []),
  ]
  say(options.json, value, lines)
}
