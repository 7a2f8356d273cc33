import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettings } from '../../cli/marketing/settings.ts'
import type { Fault } from '../../core/plan/check.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-lanes-'))
  await cp(join(import.meta.dirname, '../../marketing'), folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read() {
  const faults: Fault[] = []
  const settings = await readSettings(folder, faults)
  return { settings, faults: faults.map(({ path, message }) => `${path}: ${message}`) }
}
const lanes = (text: string) => writeFile(join(folder, 'lanes.ts'), `export const lanes = ${text}\n`)

test('marketing may do without lanes of its own', async () => {
  const { settings, faults } = await read()
  expect([settings?.lanes, faults]).toEqual([undefined, []])
})

test('marketing changes terms and adds lanes', async () => {
  const wanted = { google: { perSecond: 50 }, filter: { mx: ['pphosted.com'], connections: 2 } }
  await lanes(JSON.stringify(wanted))
  expect((await read()).settings?.lanes).toEqual(wanted)
})

test.each([
  ['{ google: { perSecond: 0 } }', 'marketing/lanes.ts › google › perSecond: '],
  ['{ google: { connections: 1.5 } }', 'marketing/lanes.ts › google › connections: '],
  ["{ 'My Lane': {} }", 'marketing/lanes.ts › My Lane: must be small Latin letters, digits and dashes'],
  ["{ own: { mx: ['*.example.com'] } }", 'marketing/lanes.ts › own › mx › 0: must be a domain'],
  ['{ google: { rate: 1 } }', 'marketing/lanes.ts › google: '],
  ['[]', 'marketing/lanes.ts: '],
])('%s is at fault by its path', async (text, fault) => {
  await lanes(text)
  expect((await read()).faults).toEqual([expect.stringContaining(fault)])
})

const sender = (warmUp: string) =>
  writeFile(
    join(folder, 'senders.ts'),
    `export const senders = { marketing: { name: 'x', address: 'x@y.example', warmUp: ${warmUp} } }\n`,
  )

test('a warm-up may have mails a day by tier', async () => {
  await sender('[20, 40]')
  expect((await read()).settings?.senders.marketing?.warmUp).toEqual([20, 40])
})

test('a warm-up that is neither true nor tiers is at fault', async () => {
  await sender("'slow'")
  expect((await read()).faults).toEqual([
    'marketing/senders.ts › marketing › warmUp: must be true, or mails a day by tier such as [50, 100, 200]',
  ])
})
