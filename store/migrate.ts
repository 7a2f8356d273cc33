import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'

const FOLDER = new URL('./migrations/', import.meta.url)
const LOCK = 7204

/**
 * Brings the schema up to date: each `.sql` file once, in order of name, in a transaction of its own. A first line
 * `-- no-transaction` runs the file outside of one. Several processes may call this at once: one works, the others wait.
 * @throws if a file that already ran was changed afterwards.
 */
export async function migrate(url: string): Promise<{ ran: string[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    return { ran: await runPending(client) }
  } finally {
    await client.end()
  }
}

async function runPending(client: pg.Client): Promise<string[]> {
  // Machine time: when the file ran, before there is any business time.
  await client.query(
    'create table if not exists migrations (name text primary key, sha256 text not null, at timestamptz not null default clock_timestamp())',
  )
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
  const done = new Map(rows.map((row) => [row.name, row.sha256]))
  const ran: string[] = []
  for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()) {
    const text = await readFile(new URL(name, FOLDER), 'utf8')
    const sha256 = createHash('sha256').update(text).digest('hex')
    const before = done.get(name)
    if (before === sha256) continue
    if (before)
      throw new Error(
        `Migration ${name} was changed after it ran. Put it back, and write a new file instead.`,
      )
    await runOne(client, { name, text, sha256 })
    ran.push(name)
  }
  return ran
}

async function runOne(
  client: pg.Client,
  file: { name: string; text: string; sha256: string },
): Promise<void> {
  const alone = file.text.startsWith('-- no-transaction')
  if (!alone) await client.query('begin')
  try {
    await client.query(file.text)
    await client.query('insert into migrations (name, sha256) values ($1, $2)', [file.name, file.sha256])
    if (!alone) await client.query('commit')
  } catch (error) {
    if (!alone) await client.query('rollback')
    throw new Error(`Migration ${file.name} failed`, { cause: error })
  }
}
