import { Command } from 'commander'
import { readConfig } from '../../config.ts'
import type { Fault } from '../../core/plan/check.ts'
import { unknownName } from '../../core/plan/faults/fault.ts'
import { openClock } from '../../store/anchor.ts'
import { type Db, openDatabase } from '../../store/database.ts'
import { migrate } from '../../store/migrate.ts'
import { type Marketing, publishRelease } from '../../store/releases.ts'
import { consentFaults } from '../marketing/consent-faults.ts'
import { liveFaults } from '../marketing/live-faults.ts'
import { publishedForms } from '../marketing/published-forms.ts'
import { count, faultLines, Refused, say } from '../output.ts'
import { fillingFaultsOf, marketingOf, projectFolder } from '../project-folder.ts'

interface Options {
  folder: string
  enrolExisting: string[]
  json?: boolean
}

/** `kindling publish`: all of marketing as one release. */
export function publishCommand(): Command {
  return new Command('publish')
    .summary('publish marketing and templates as one release')
    .description(
      'Checks marketing/ and templates/ and publishes them as one release, straight into the database. If anything is at\n' +
        'fault, nothing is published and the release in force stays. Running journeys keep the plan they began with.',
    )
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option(
      '--enrol-existing <sequence...>',
      'enter also the leads for whom the condition of these sequences is true already',
      [],
    )
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: Options): Promise<void> {
  const config = readConfig()
  // The schema first: a faulty sequence must not keep a new version from running with the old release.
  await migrate(config.databaseUrl)
  const db = openDatabase(config.databaseUrl, { max: 2 })
  try {
    const { marketing, faults } = await marketingOf(options.folder)
    const all =
      marketing && faults.length === 0
        ? [
            ...(await fillingFaultsOf(options.folder, marketing)),
            ...(await liveFaults(db, marketing)),
            ...consentFaults(marketing.forms, await publishedForms(db)),
            ...unknownSequences(marketing, options),
          ]
        : faults
    if (!marketing || all.length > 0) return refuse(all, options)
    const clock = await openClock(db, { scale: config.timeScale, start: config.timeStart ?? null })
    await publish(db, clock, marketing, options)
  } finally {
    await db.destroy()
  }
}

const unknownSequences = ({ plans }: Marketing, { enrolExisting }: Options): Fault[] =>
  enrolExisting.flatMap((name) =>
    unknownName(
      '--enrol-existing',
      'sequence',
      name,
      plans.map((plan) => plan.sequence),
    ),
  )

function refuse(faults: Fault[], { json }: Options): void {
  const message = `Nothing was published: ${count(faults.length, 'fault')}. The release in force stays.`
  if (!json) throw new Refused(message, faultLines(faults))
  say(true, { published: false, faults }, [])
  process.exitCode = 1
}

async function publish(
  db: Db,
  clock: Awaited<ReturnType<typeof openClock>>,
  marketing: Marketing,
  { json, enrolExisting }: Options,
): Promise<void> {
  // A release wakes nobody: journeys read it when they are due.
  const waker = { wake: async () => {} }
  const { id, hash, changed } = await publishRelease({ db, clock, waker }, marketing, {
    enrolExisting,
  })
  const what = `${count(marketing.plans.length, 'sequence')}, ${count(marketing.compiledTemplates.length, 'template')}`
  say(json, { published: changed, release: id, hash }, [
    changed ? `published release ${id}: ${what}` : `release ${id} is in force already: ${what}`,
  ])
}
