import type { Command } from 'commander'
import { COMMANDS } from '../../cli/commands.ts'

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
