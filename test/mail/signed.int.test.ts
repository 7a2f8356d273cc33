import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth'
import { expect, test } from 'vitest'
import { dkimRecord, keyFile, keyRing } from '../../mail/dkim/keys.ts'
import type { Transport } from '../../providers/smtp/transport.ts'
import { afterwards } from '../harness/afterwards.ts'
import { MONDAY } from '../harness/store.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const HOUR = 3_600_000
const senders = {
  marketing: {
    name: 'Works',
    address: 'news@works.example',
    links: 'https://go.works.example',
    dkim: { selectors: ['k1'] },
  },
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'kindling-signed-'))
  afterwards(() => rm(made, { recursive: true }))
  await mkdir(join(made, 'dkim'))
  return made
}

const putKey = (dir: string) =>
  writeFile(keyFile(dir, 'works.example', 'k1'), privateKey.export({ type: 'pkcs8', format: 'pem' }))

/** The world with keys, and the bytes that were given to the mail server. */
async function signing(
  unsigned: 'allow' | 'refuse',
): Promise<{ world: MailWorld; dir: string; given: Buffer[] }> {
  const world = await mailWorld({ senders })
  const dir = await folder()
  const given: Buffer[] = []
  const { transport } = world.deps
  const listening: Transport = {
    ...transport,
    send: (letter) => {
      given.push(letter.bytes)
      return transport.send(letter)
    },
  }
  world.deps.transport = listening
  world.deps.config.signing = { keys: keyRing(dir), unsigned }
  return { world, dir, given }
}

async function verdict(bytes: Buffer | undefined): Promise<string[]> {
  const resolver = async () => [[dkimRecord(privateKey)]]
  const { results } = await dkimVerify(bytes ?? Buffer.of(), { resolver })
  return results.map((one) => one.status.result)
}

test('mail of a sender with a key leaves signed, its links under the host of the sender', async () => {
  const { world, dir, given } = await signing('refuse')
  await putKey(dir)
  const leadId = await world.lead()
  await world.queue({ leadId, template: 'offer' })
  await world.drain()
  expect(await verdict(given[0])).toEqual(['pass'])
  const [mail] = await world.received()
  expect(mail?.headers['dkim-signature']).toContain('d=works.example; s=k1;')
  expect(mail?.html).toContain('https://go.works.example/m/c/')
  expect(mail?.headers['list-unsubscribe']).toMatch(/^<https:\/\/go\.works\.example\/m\/u\//)
})

test('marketing mail without a key waits where it must, is told once, and leaves when the key is there', async () => {
  const { world, dir, given } = await signing('refuse')
  const leadId = await world.lead()
  const key = await world.queue({ leadId, template: 'offer' })
  const service = await world.queue({ leadId, template: 'hello' })
  await world.drain()
  expect((await world.row(service)).status).toBe('sent')
  for (const hours of [1, 2]) {
    expect(await world.row(key)).toMatchObject({
      status: 'retry',
      tries: 0,
      reason: 'the sender is not signed',
      due_at: MONDAY + hours * HOUR,
    })
    world.store.clock.set(MONDAY + hours * HOUR)
    if (hours === 2) await putKey(dir)
    await world.drain()
  }
  expect((await world.row(key)).status).toBe('sent')
  expect(given).toHaveLength(2)
  const told = (await world.story(leadId))
    .filter((line) => line.template === 'offer')
    .map((line) => line.status)
  expect(told).toEqual(['queued', 'retry', 'sent'])
})

test('what nobody signs for four days, or until it expires, is skipped', async () => {
  const { world } = await signing('refuse')
  const leadId = await world.lead()
  const long = await world.queue({ leadId, template: 'offer' })
  const short = await world.queue({ leadId, template: 'offer', expiresAt: MONDAY + 90 * 60_000 })
  for (let hour = 0; hour <= 4 * 24; hour += 1) {
    world.store.clock.set(MONDAY + hour * HOUR)
    await world.drain()
    if (hour === 2) expect((await world.row(short)).status).toBe('skipped')
  }
  expect(await world.row(long)).toMatchObject({ status: 'skipped', reason: 'the sender is not signed' })
  expect(await world.received()).toEqual([])
})

test('where the setting allows it, unsigned mail goes', async () => {
  const { world, given } = await signing('allow')
  await world.queue({ leadId: await world.lead(), template: 'offer' })
  await world.drain()
  expect(await verdict(given[0])).toEqual(['none'])
})
