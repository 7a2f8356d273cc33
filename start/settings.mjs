// What a start needs before its packages are there, and the files that it makes once and keeps.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The folder of the data, by the same rule as config.ts. */
export function dataFolder(root) {
  const wanted = process.env.KINDLING_DATA?.trim()
  return wanted ? resolve(wanted) : join(root, '.kindling')
}

/** A file that only its owner reads; complete or not at all. */
export function writePrivate(file, text) {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function kept(file, make) {
  if (!existsSync(file)) writePrivate(file, `${make()}\n`)
  return readFileSync(file, 'utf8').trim()
}

/** Makes the folder, the key of this machine, and what signs links; all of them survive. */
export function prepareFolder(dataDir) {
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o711 })
  chmodSync(dataDir, 0o711)
  const random = () => randomBytes(32).toString('base64url')
  kept(join(dataDir, 'api-key'), () => `kdl_api_${random()}`)
  return {
    secret: kept(join(dataDir, 'secret'), random),
    password: kept(join(dataDir, 'database-password'), random),
  }
}

const READ = `import { readConfig, ConfigError } from './config.ts'
try {
  process.stdout.write(JSON.stringify(readConfig()))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(error.message + '\\n')
  process.exit(2)
}`

/**
 * The environment of the parts, and what config.ts reads in it.
 * @returns undefined where it has faults; they are then on stderr
 */
export function readSettings({ root, node, dataDir, kept: { secret, password } }) {
  const given = (name) => process.env[name]?.trim() || undefined
  const port = (name, byDefault) => (/^\d+$/.test(given(name) ?? '') ? Number(given(name)) : byDefault)
  const ports = { postgres: port('POSTGRES_PORT', 5433), temporal: port('TEMPORAL_PORT', 7233) }
  const own = { postgres: !given('DATABASE_URL'), temporal: !given('TEMPORAL_ADDRESS') }
  const env = {
    ...process.env,
    KINDLING_DATA: dataDir,
    KINDLING_SECRET: given('KINDLING_SECRET') ?? secret,
    DATABASE_URL:
      given('DATABASE_URL') ?? `postgres://kindling:${password}@127.0.0.1:${ports.postgres}/kindling`,
    TEMPORAL_ADDRESS: given('TEMPORAL_ADDRESS') ?? `127.0.0.1:${ports.temporal}`,
    SMTP_URL: given('SMTP_URL') ?? `smtp://127.0.0.1:${port('SMTP_PORT', 2525)}`,
  }
  try {
    const args = ['--input-type=module', '-e', READ]
    const text = execFileSync(node, args, {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return { env, config: JSON.parse(text), ports, own }
  } catch {
    return undefined
  }
}
