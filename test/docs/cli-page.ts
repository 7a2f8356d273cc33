import type { Command } from 'commander'
import { checkCommand } from '../../cli/commands/check.ts'
import { diffCommand } from '../../cli/commands/diff.ts'
import { dkimCommand } from '../../cli/commands/dkim.ts'
import { doctorCommand } from '../../cli/commands/doctor.ts'
import { drawCommand } from '../../cli/commands/draw.ts'
import { enrolCommand } from '../../cli/commands/enrol.ts'
import { explainCommand } from '../../cli/commands/explain.ts'
import { factsCommand } from '../../cli/commands/facts.ts'
import { hookCommand } from '../../cli/commands/hook.ts'
import { importCommand } from '../../cli/commands/import.ts'
import { mailCommand } from '../../cli/commands/mail.ts'
import { pathsCommand } from '../../cli/commands/paths.ts'
import { previewCommand } from '../../cli/commands/preview.ts'
import { publishCommand } from '../../cli/commands/publish.ts'
import { simulateCommand } from '../../cli/commands/simulate.ts'
import { stopCommand } from '../../cli/commands/stop.ts'

const COMMANDS = [
  checkCommand,
  publishCommand,
  simulateCommand,
  pathsCommand,
  drawCommand,
  explainCommand,
  diffCommand,
  previewCommand,
  factsCommand,
  importCommand,
  enrolCommand,
  stopCommand,
  hookCommand,
  mailCommand,
  doctorCommand,
  dkimCommand,
]

const INTRO = `# Command line

\`npx kindling <command>\` inside the project, or \`npm run kindling -- <command>\`. It finds what runs on this machine by
\`.kindling/run.json\`; for another one set \`KINDLING_API_URL\` and \`KINDLING_API_KEY\`.

Every command takes \`--json\`: one line for programs. Exit codes: 0 all well, 1 faults found or refused, 2 called wrongly.`

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function section(command: Command, group = ''): string[] {
  const name = `${group}${command.name()}`
  if (command.commands.length > 0) return command.commands.flatMap((one) => section(one, `${name} `))
  const args = command.registeredArguments.map((one) =>
    one.required ? `<${one.name()}>` : `[${one.name()}]`,
  )
  const rows = [
    ...command.registeredArguments.map((one) => `| \`${one.name()}\` | ${cell(one.description)} |`),
    ...command.options.map((one) => `| \`${cell(one.flags)}\` | ${cell(one.description)} |`),
  ]
  return [
    '',
    `## ${name}`,
    '',
    `\`kindling ${[name, ...args].join(' ')}\``,
    '',
    command.description().replaceAll('\n', ' '),
    '',
    '| | |',
    '| --- | --- |',
    ...rows,
  ]
}

/** `docs/reference/cli.md`. */
export const cliPage = (): string => `${[INTRO, ...COMMANDS.flatMap((make) => section(make()))].join('\n')}\n`
