import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { kindling, project, type Running, running } from './running.ts'

const OLD = 'Send me know-how, cases and invitations by email. I can stop it in every mail.'
let system: Running
let folder: string
const env = () => ({
  KINDLING_SECRET: '0123456789012345678901234567890123456789',
  DATABASE_URL: system.store.url,
})
/** The forms of the example with something else in them. */
async function forms(change: (text: string) => string): Promise<void> {
  const source = await readFile(join(project, 'marketing/forms.ts'), 'utf8')
  const changed = change(source)
  expect(changed).not.toBe(source)
  await writeFile(join(folder, 'marketing/forms.ts'), changed)
}
const check = async () => (await kindling(['check', '--folder', folder, '--json'], env())).json()

beforeAll(async () => {
  system = await running()
  folder = join(system.folder, 'changed')
  for (const part of ['marketing', 'templates'])
    await cp(join(project, part), join(folder, part), { recursive: true })
})

test('a consent whose text changed under the same version is a fault of check and of publish', async () => {
  await forms((text) => text.replace(OLD, `${OLD} And sell my address.`))
  const path = (form: string) => `marketing/forms.ts › ${form} › consents › consent_marketing › text › en`
  const { ok, faults, compared } = await check()
  expect({ ok, compared }).toEqual({ ok: false, compared: true })
  expect(faults).toEqual(
    ['tender', 'document', 'newsletter'].map((form) => ({
      path: expect.stringContaining(path(form)),
      message: expect.stringContaining("its version is still '2026-01'"),
      hint: 'give it a new version',
    })),
  )
  const published = await kindling(['publish', '--folder', folder, '--json'], env())
  expect(published).toMatchObject({ code: 1 })
  expect(published.json()).toMatchObject({ published: false })
})

test('where no database answers the check says that it did not compare', async () => {
  const away = { ...env(), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
  const called = await kindling(['check', '--json'], away)
  expect(called.json()).toMatchObject({ ok: true, compared: false })
})
