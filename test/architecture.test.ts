import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = dirname(import.meta.dirname)

/** The folder table of docs/design.md: what each folder may import of ours, and which packages the strict ones may. */
const FOLDERS: Record<string, { ours: string[]; packages?: string[] }> = {
  core: { ours: [], packages: ['zod', 'luxon', 'libphonenumber-js', 'tldts', 'isbot', 'node:crypto'] },
  marketing: { ours: [], packages: ['kindling', 'zod'] },
  store: { ours: ['core'] },
  providers: { ours: ['core'] },
  mail: { ours: ['core', 'store', 'providers'] },
  workflows: { ours: ['activities'], packages: ['@temporalio/workflow'] },
  activities: { ours: ['core', 'store', 'mail', 'providers'] },
  api: { ours: ['core', 'store', 'mail', 'providers'] },
  worker: {
    ours: ['core', 'store', 'mail', 'providers', 'activities', 'workflows', 'marketing'],
  },
  cli: {
    ours: [
      'core',
      'store',
      'mail',
      'providers',
      'activities',
      'workflows',
      'worker',
      'api',
      'marketing',
      'templates',
      'start',
    ],
  },
  start: { ours: [], packages: ['node:'] },
}
const FREE = ['test', 'bench', 'examples']
/** config.ts is read by programs, and its type by anybody. */
const MAINS = /(^|\/)main\.ts$|^cli\//

interface File {
  path: string
  text: string
  folder: string
}

interface Import {
  from: string
  typeOnly: boolean
}

const SKIPPED = /^(node_modules|\.git|\.kindling.*|dist|coverage|\.github)$/

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.test(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesUnder(path) : [path]
  })
}

const files: File[] = filesUnder(ROOT)
  .filter((path) => /\.(ts|mjs|sql|mjml|sh|md|ya?ml)$/.test(path))
  .map((path) => {
    const name = relative(ROOT, path).split(sep).join('/')
    return {
      path: name,
      text: readFileSync(path, 'utf8'),
      folder: name.includes('/') ? (name.split('/')[0] ?? '') : '',
    }
  })
const code = files.filter((file) => /\.(ts|mjs)$/.test(file.path))
const product = code.filter((file) => !FREE.includes(file.folder))
const self = 'test/architecture.test.ts'

function importsOf(file: File): Import[] {
  const found: Import[] = []
  const statement = /^\s*(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
  for (const [, , type, from] of file.text.matchAll(statement)) {
    if (from) found.push({ from, typeOnly: type !== undefined })
  }
  for (const [, from] of file.text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    if (from) found.push({ from, typeOnly: false })
  return found
}

/** Path within the project that an import of ours names; undefined for a package. */
function target(file: File, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined
  return relative(ROOT, resolve(ROOT, dirname(file.path), from))
    .split(sep)
    .join('/')
}

const packageOf = (from: string) =>
  from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? from)

function wrongImport(file: File, { from, typeOnly }: Import): boolean {
  const rule = FOLDERS[file.folder]
  if (!rule) return false
  const path = target(file, from)
  if (path === undefined) {
    const allowed = rule.packages
    return (
      allowed !== undefined &&
      !allowed.some((one) => packageOf(from) === one || (one.endsWith(':') && from.startsWith(one)))
    )
  }
  if (path === 'config.ts') return !typeOnly && !MAINS.test(file.path)
  const folder = path.split('/')[0] ?? ''
  if (folder === file.folder) return false
  if (file.folder === 'workflows') return !typeOnly || folder !== 'activities'
  return !rule.ours.includes(folder)
}

/** `path: what` of every match, so that a failure shows where. */
function matches(among: File[], pattern: RegExp): string[] {
  return among.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, n) =>
        pattern.test(line) ? [`${file.path}:${n + 1}: ${line.trim().slice(0, 100)}`] : [],
      ),
  )
}

test('there is something to look at in every folder of the table', () => {
  expect(product.length).toBeGreaterThan(50)
  for (const folder of Object.keys(FOLDERS)) {
    expect(product.filter((file) => file.folder === folder).length, folder).toBeGreaterThan(0)
  }
})

test('imports go one way', () => {
  const wrong = product.flatMap((file) =>
    importsOf(file)
      .filter((one) => wrongImport(file, one))
      .map((one) => `${file.path} imports ${one.from}`),
  )
  expect(wrong).toEqual([])
})

test('the import rules notice a wrong import', () => {
  const wrong = (path: string, text: string) => {
    const file = { path, text, folder: path.split('/')[0] ?? '' }
    return importsOf(file).some((one) => wrongImport(file, one))
  }
  expect(wrong('core/x.ts', "import { a } from '../store/a.ts'")).toBe(true)
  expect(wrong('core/x.ts', "import pg from 'pg'")).toBe(true)
  expect(wrong('store/x.ts', "import {\n  a,\n  b,\n} from '../mail/a.ts'")).toBe(true)
  expect(wrong('workflows/x.ts', "import { a } from '../activities/a.ts'")).toBe(true)
  expect(wrong('workflows/x.ts', "import type { a } from '../activities/a.ts'")).toBe(false)
  expect(wrong('api/x.ts', "import { configOrExit } from '../config.ts'")).toBe(true)
  expect(wrong('api/main.ts', "import { configOrExit } from '../config.ts'")).toBe(false)
  expect(wrong('store/x.ts', "const a = await import('../api/a.ts')")).toBe(true)
})

test('what runs in production needs no development package', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const wrong = product
    .filter((file) => file.folder in FOLDERS)
    .flatMap((file) =>
      importsOf(file)
        .filter(
          ({ from, typeOnly }) =>
            !typeOnly && !/^(\.|node:|kindling$)/.test(from) && !(packageOf(from) in dependencies),
        )
        .map(({ from }) => `${file.path} imports ${from}`),
    )
  expect(wrong).toEqual([])
})

test('only providers/temporal speaks to Temporal as a client', () => {
  const clients = product.filter((file) => importsOf(file).some((one) => one.from === '@temporalio/client'))
  expect(clients.map((file) => file.path).filter((path) => !path.startsWith('providers/temporal/'))).toEqual(
    [],
  )
})

test('no file is longer than 400 lines', () => {
  const long = files.filter((file) => /\.(ts|mjs|sql)$/.test(file.path) && file.text.split('\n').length > 401)
  expect(long.map((file) => file.path)).toEqual([])
})

test('files are kebab-case and none is a drawer for odds and ends', () => {
  const names = product.map((file) => file.path)
  expect(
    names.filter((name) => /(^|[/-])(utils?|helpers?|common|misc|managers?)([/.-]|$)/.test(name)),
  ).toEqual([])
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/
  expect(names.filter((name) => !kebab.test(name.split('/').at(-1) ?? ''))).toEqual([])
})

test('nothing is left for later, switched off or waved through', () => {
  const rest = code.filter((file) => file.path !== self)
  expect(matches(rest, /\b(TODO|FIXME|XXX)\b/)).toEqual([])
  expect(matches(rest, /@ts-(ignore|expect-error|nocheck)|(oxlint|eslint|biome)-(disable|ignore)/)).toEqual(
    [],
  )
  expect(matches(rest, /\b(test|it|describe)\.(skip|only|todo|fails)\b/)).toEqual([])
  expect(matches(rest, /^(?!\s*(\/\*|\*|\/\/)).*(:\s*any\b(?!\()|\bas any\b|<any>|\bany\[\])/)).toEqual([])
})

test('core is pure: no clock, no chance, no machine', () => {
  const core = code.filter((file) => file.folder === 'core')
  expect(
    matches(core, /Math\.random|\bprocess\.|\brandom(UUID|Bytes|Int)\b|performance\.now|\bfetch\(/),
  ).toEqual([])
})

/** Who may ask the machine what time it is, and why. */
const MACHINE_CLOCK: Record<string, string> = {
  'providers/temporal/waker.ts': 'the deadline of a network call',
  'start/welcome.mjs': 'the example that it prints',
}

test('business time has one clock', () => {
  const asked = matches(
    product.filter((file) => !(file.path in MACHINE_CLOCK)),
    /\bDate\.now\(|new Date\(\)|DateTime\.(now|local|utc)\(\)/,
  )
  expect(asked).toEqual([])
  const sql = files.filter(
    (file) => file.path.endsWith('.sql') || (file.folder === 'store' && file.path.endsWith('.ts')),
  )
  const other =
    /(?<![.\w])(now|statement_timestamp|transaction_timestamp|timeofday)\(\)|\b(current_timestamp|current_date|localtimestamp)\b/i
  expect(matches(sql, other)).toEqual([])
})

test('whoever reads the clock of the machine says that it is machine time', () => {
  const silent = files
    .filter(
      (file) =>
        !FREE.includes(file.folder) && !['start', ''].includes(file.folder) && /\.(ts|sql)$/.test(file.path),
    )
    .filter(
      (file) => /clock_timestamp\(\)|performance\.now\(\)/.test(file.text) && !/machine/i.test(file.text),
    )
  expect(silent.map((file) => file.path)).toEqual([])
})

test('the project names no path of the machine it was written on', () => {
  expect(
    matches(
      files.filter((file) => file.path !== self),
      /(^|[\s'"`(=:])\/(work|root)\//,
    ),
  ).toEqual([])
})
