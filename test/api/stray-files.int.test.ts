import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Form } from '../../core/release/release.ts'
import { removeStrayFiles, STRAY_MS } from '../../store/stray-files.ts'
import { apiUnderTest } from './api-under-test.ts'
import { multipart } from './multipart.ts'

const words = (en: string, ru: string) => ({ en, ru })
const tender: Form = {
  title: words('Tender', 'Тендер'),
  fields: [
    { name: 'email', kind: 'email', label: words('Email', 'Почта'), required: true, to: 'lead.email' },
    { name: 'specification', kind: 'file', label: words('Specification', 'Задание') },
  ],
  consents: [],
  thanks: words('It is with us.', 'Запрос у нас.'),
}

test('no files yet are no strays', async () => {
  const { store, deps } = await apiUnderTest({ forms: { tender } })
  expect(await removeStrayFiles(store.db, deps.dataDir)).toBe(0)
})

test('a file whose form broke off for reasons of ours stays for a week, then goes; the page sent again is taken with its own', async () => {
  const api = await apiUnderTest({ forms: { tender } })
  const { db } = api.store
  const folder = join(api.deps.dataDir, 'files')
  const send = (key: string) =>
    api.app.inject({
      method: 'POST',
      url: '/f/tender',
      ...multipart(
        { email: `${key}@mill.example`, _key: key },
        { specification: { name: 'press.pdf', bytes: Buffer.from('%PDF-1.7\n%%EOF') } },
      ),
    })
  const kept = async () =>
    (await db.selectFrom('files').select('stored_as').execute()).map(({ stored_as }) => stored_as)

  expect((await send('first')).statusCode).toBe(200)
  await sql`create function broken() returns trigger language plpgsql as 'begin raise exception ''disk''; end'`.execute(
    db,
  )
  await sql`create trigger broken before insert on files for each row execute function broken()`.execute(db)
  expect((await send('second')).statusCode).toBe(500)
  await sql`drop trigger broken on files`.execute(db)
  expect(await readdir(folder)).toHaveLength(2)

  const now = Date.now()
  const aged = async (ms: number) => {
    for (const name of await readdir(folder))
      await utimes(join(folder, name), new Date(now - ms), new Date(now - ms))
    return removeStrayFiles(db, api.deps.dataDir)
  }
  expect(await aged(STRAY_MS - 3_600_000)).toBe(0)
  expect(await readdir(folder)).toHaveLength(2)
  expect(await aged(STRAY_MS + 3_600_000)).toBe(1)
  expect(await readdir(folder)).toEqual(await kept())

  expect((await send('second')).body).toContain('It is with us.')
  expect(await kept()).toHaveLength(2)
  expect((await readdir(folder)).sort()).toEqual((await kept()).sort())
})
