import { adriftCommand } from './commands/adrift.ts'
import { checkCommand } from './commands/check.ts'
import { diffCommand } from './commands/diff.ts'
import { dkimCommand } from './commands/dkim.ts'
import { duesCommand } from './commands/dues.ts'
import { doctorCommand } from './commands/doctor.ts'
import { drawCommand } from './commands/draw.ts'
import { enrolCommand } from './commands/enrol.ts'
import { eraseCommand } from './commands/erase.ts'
import { explainCommand } from './commands/explain.ts'
import { factsCommand } from './commands/facts.ts'
import { hookCommand } from './commands/hook.ts'
import { importCommand } from './commands/import.ts'
import { leaverCommand } from './commands/leaver.ts'
import { mailCommand } from './commands/mail.ts'
import { pathsCommand } from './commands/paths.ts'
import { previewCommand } from './commands/preview.ts'
import { publishCommand } from './commands/publish.ts'
import { qualityCommand } from './commands/quality.ts'
import { routeCommand } from './commands/route.ts'
import { simulateCommand } from './commands/simulate.ts'
import { stopCommand } from './commands/stop.ts'

/** Every command, in the order of the help and of its reference page. */
export const COMMANDS = [
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
  routeCommand,
  enrolCommand,
  stopCommand,
  eraseCommand,
  hookCommand,
  duesCommand,
  mailCommand,
  adriftCommand,
  qualityCommand,
  leaverCommand,
  doctorCommand,
  dkimCommand,
]
