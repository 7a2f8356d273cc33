// Installs the npm packages where they are missing or are not those of the lock file.
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {})

/** Whether node_modules holds what the lock file names; packages of other systems may be missing. */
export function installed(root) {
  const here = read(join(root, 'node_modules', '.package-lock.json'))
  const wanted = Object.entries(read(join(root, 'package-lock.json')))
  return wanted.every(
    ([path, one]) => !path || one.optional || one.extraneous || here[path]?.version === one.version,
  )
}

// npm would empty the folder that a link points to, and with it somebody else's packages.
function refuseLink(folder) {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return
  throw new Error(
    `${folder} is a link, and what it points to is not what package-lock.json names. Remove the link.`,
  )
}

/** `npm ci`, by the npm that runs us if there is one. What it says goes to a log. */
export async function install(root, dataDir) {
  refuseLink(join(root, 'node_modules'))
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  const log = join(dataDir, 'logs', 'install.log')
  const out = openSync(log, 'w')
  const npm = process.env.npm_execpath
  const [file, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  await new Promise((done, fail) => {
    const args = [...before, 'ci', '--no-audit', '--no-fund']
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', out, out] })
    child.once('error', fail)
    child.once('exit', (code) => {
      if (code === 0) done()
      else
        fail(new Error(`npm ci failed (${code}). Its last words:\n${readFileSync(log, 'utf8').slice(-2000)}`))
    })
  })
}

/** Node 24: the one that came with the packages, else the one that runs us if it is new enough. */
export function nodeProgram(root) {
  const brought = join(
    root,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (existsSync(brought)) return brought
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Error(
    'The packages brought no Node 24: their install scripts did not run. Run `npm rebuild node`, or use Node 24.',
  )
}
