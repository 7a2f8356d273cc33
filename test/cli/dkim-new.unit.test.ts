import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dkimRecord } from '../../mail/dkim/keys.ts'
import { afterwards } from '../harness/afterwards.ts'
import { kindling } from './running.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'kindling-dkim-new-'))
  afterwards(() => rm(made, { recursive: true }))
  return made
}

test('a key is made that only its owner reads, with the record for DNS; the next one rotates, none is overwritten', async () => {
  const KINDLING_DATA = await folder()
  const call = (...args: string[]) => kindling(['dkim', 'new', ...args], { KINDLING_DATA })
  const first = await call('Works.Example', '--json')
  expect(first.code).toBe(0)
  const file = join(KINDLING_DATA, 'dkim', 'works.example.k1.pem')
  const key = createPrivateKey(await readFile(file))
  expect(first.json()).toEqual({
    domain: 'works.example',
    selector: 'k1',
    file,
    record: { name: 'k1._domainkey.works.example', type: 'TXT', value: dkimRecord(key) },
  })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(KINDLING_DATA, 'dkim'))).mode & 0o777).toBe(0o700)
  const second = await call('works.example')
  const parts = [...second.out.matchAll(/"([^"]*)"/g)].map((found) => found[1] ?? '')
  expect(second.out).toContain('k2._domainkey.works.example. TXT "v=DKIM1; k=rsa; p=')
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(255)
  const next = createPrivateKey(await readFile(join(KINDLING_DATA, 'dkim', 'works.example.k2.pem')))
  expect(parts.join('')).toBe(dkimRecord(next))
  expect(await call('works.example', '--selector', 'k1')).toMatchObject({ code: 1 })
  expect(createPrivateKey(await readFile(file)).equals(key)).toBe(true)
  expect((await readdir(join(KINDLING_DATA, 'dkim'))).sort()).toEqual([
    'works.example.k1.pem',
    'works.example.k2.pem',
  ])
})

test('a domain of Cyrillic letters goes by its A-labels; what is no domain or no name is refused', async () => {
  const KINDLING_DATA = await folder()
  const call = (...args: string[]) => kindling(['dkim', 'new', ...args], { KINDLING_DATA })
  expect((await call('завод.рф', '--selector', 'mar-26', '--json')).json()).toMatchObject({
    record: { name: 'mar-26._domainkey.xn--80aegj1b.xn--p1ai' },
  })
  expect(await call('../../etc')).toMatchObject({ code: 2 })
  expect(await call('works.example', '--selector', '../x')).toMatchObject({ code: 2 })
  expect(await call()).toMatchObject({ code: 2 })
  expect(await readdir(join(KINDLING_DATA, 'dkim'))).toHaveLength(1)
})
