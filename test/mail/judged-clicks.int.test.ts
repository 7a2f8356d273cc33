import { expect, test } from 'vitest'
import { heat } from '../../core/score/heat.ts'
import { newestRelease } from '../../store/releases.ts'
import { type ClickScene, clickScene } from './click-scene.ts'

const SECONDS = 1000
const MINUTE = 60_000

async function heatOf({ store }: ClickScene, lead: string): Promise<number> {
  const row = await store.db.selectFrom('leads').selectAll().where('id', '=', lead).executeTakeFirstOrThrow()
  return heat((await newestRelease(store.db)).scoring, row, store.clock.read())
}

const whys = async ({ store }: ClickScene, mail: string): Promise<(string | null)[][]> => {
  const rows = await store.db
    .selectFrom('visits')
    .select(['verdict', 'why'])
    .where('message_key', '=', mail)
    .orderBy('at')
    .orderBy('link')
    .execute()
  return rows.map(({ verdict, why }) => [verdict, why])
}

test('three links within two seconds are a machine’s: what is held is voided, warms nobody and counts nowhere', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  for (const link of [0, 1]) await scene.click(mail, link)
  await scene.pass(2 * SECONDS - 1)
  await scene.click(mail, 2)
  await scene.pass(2 * MINUTE)
  expect(await whys(scene, mail)).toEqual(Array(3).fill(['voided', 'burst']))
  const facts = await scene.facts(lead)
  expect(facts.map(({ type, props }) => [type, props.why])).toEqual(Array(3).fill(['email.scanned', 'burst']))
  expect(await heatOf(scene, lead)).toBe(0)
})

test('two links at once and a third two seconds later are a person’s', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  for (const link of [0, 1]) await scene.click(mail, link)
  await scene.pass(2 * SECONDS)
  await scene.click(mail, 2)
  await scene.pass(2 * MINUTE)
  expect((await scene.facts(lead)).map(({ type }) => type)).toEqual(Array(3).fill('email.clicked'))
})

test('the pages behind a mail’s own links are evidence: a machine opens them all, a reader one', async () => {
  const scene = await clickScene()
  const [machine, reader] = [await scene.lead(), await scene.lead()]
  const mails = { machine: await scene.mail(machine), reader: await scene.mail(reader) }
  await scene.pass(MINUTE)
  await scene.click(mails.machine, 0)
  for (const link of ['unsubscribe', 'preferences'] as const) await scene.look(mails.machine, link)
  await scene.click(mails.reader, 0)
  await scene.look(mails.reader, 'preferences')
  await scene.pass(MINUTE)
  expect((await scene.facts(machine)).map(({ type }) => type)).toEqual(['email.scanned'])
  expect((await scene.facts(reader)).map(({ type }) => type)).toEqual(['email.clicked'])
})

test('a network that opens the mail of several companies in bursts is learnt, and what it was believed is taken back', async () => {
  const scene = await clickScene()
  const cloud = { ip: '203.0.113.9' }
  const believed = await scene.lead('believed.example')
  const first = await scene.mail(believed)
  await scene.pass(MINUTE)
  await scene.click(first, 0, cloud)
  await scene.click(first, 1)
  await scene.pass(MINUTE)
  expect(await heatOf(scene, believed)).toBeCloseTo(20, 1)

  for (const company of ['a.example', 'a.example', 'b.example']) {
    const mail = await scene.mail(await scene.lead(company))
    await scene.pass(MINUTE)
    for (const link of [0, 1, 2]) await scene.click(mail, link, cloud)
    await scene.pass(MINUTE)
  }
  const facts = await scene.facts(believed)
  expect(facts.map(({ type }) => type)).toEqual(['email.clicked', 'email.clicked', 'email.click.voided'])
  expect(facts[2]?.props).toMatchObject({ click: facts[0]?.id, why: 'network', message: first })
  expect(await heatOf(scene, believed)).toBeCloseTo(10, 1)

  const later = await scene.lead('c.example')
  const mail = await scene.mail(later)
  await scene.pass(MINUTE)
  await scene.click(mail, 0, cloud)
  await scene.pass(MINUTE)
  expect((await scene.facts(later)).map(({ type, props }) => [type, props.why])).toEqual([
    ['email.scanned', 'network'],
  ])
})

test('one company’s gateway teaches nothing: the people behind it have its address', async () => {
  const scene = await clickScene()
  for (let n = 0; n < 4; n++) {
    const mail = await scene.mail(await scene.lead('one.example'))
    await scene.pass(MINUTE)
    for (const link of [0, 1, 2]) await scene.click(mail, link)
    await scene.pass(MINUTE)
  }
  const lead = await scene.lead('one.example')
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  await scene.pass(MINUTE)
  expect((await scene.facts(lead)).map(({ type }) => type)).toEqual(['email.clicked'])
})

test('a proxy or a carrier, through which readers come too, is not learnt', async () => {
  const scene = await clickScene()
  for (const company of ['a.example', 'b.example', 'c.example']) {
    const mail = await scene.mail(await scene.lead(company))
    await scene.pass(MINUTE)
    await scene.click(mail, 0)
    await scene.pass(MINUTE)
  }
  await learn(scene, '192.0.2.7')
  const lead = await scene.lead('d.example')
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  await scene.pass(MINUTE)
  expect((await scene.facts(lead)).map(({ type }) => type)).toEqual(['email.clicked'])
})

test('a click that was taken back is a click again when a person makes it, and a second click holds up the first', async () => {
  const scene = await clickScene()
  const cloud = { ip: '203.0.113.9' }
  const lead = await scene.lead('believed.example')
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0, cloud)
  await scene.click(mail, 1, cloud)
  await scene.click(mail, 1)
  await scene.pass(MINUTE)
  await learn(scene, cloud.ip)
  await scene.click(mail, 0)
  await scene.pass(MINUTE)
  const facts = (await scene.facts(lead)).map(({ type, props }) => [type, String(props.link).at(-1)])
  expect(facts).toEqual([
    ['email.clicked', '0'],
    ['email.clicked', '1'],
    ['email.click.voided', '0'],
    ['email.clicked', '0'],
  ])
  expect(await heatOf(scene, lead)).toBeCloseTo(20, 1)
})

async function learn(scene: ClickScene, ip: string): Promise<void> {
  for (const company of ['a.example', 'b.example', 'c.example']) {
    const mail = await scene.mail(await scene.lead(company))
    await scene.pass(MINUTE)
    for (const link of [0, 1, 2]) await scene.click(mail, link, { ip })
    await scene.pass(MINUTE)
  }
}

test('the story tells that a click is under judgement, until when, and what came of it', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  const rows = await scene.store.db.selectFrom('journal').select('data').where('lead_id', '=', lead).execute()
  expect(rows.map(({ data }) => data)).toContainEqual({
    message: mail,
    template: 'offer',
    status: 'clicked',
    reason: 'counts if nothing speaks for a machine',
    until: '2026-03-02T09:02:00.000Z',
  })
})

const mailLines = async (scene: ClickScene, lead: string) => {
  const rows = await scene.store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'mail')
    .orderBy('id')
    .execute()
  return rows.map(({ data }) => [data.status, data.reason])
}

test('clicks that are voided are told as a machine’s after all, once', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  for (const link of [0, 1, 2, 3]) await scene.click(mail, link)
  await scene.pass(MINUTE)
  expect(await mailLines(scene, lead)).toEqual([
    ['clicked', 'counts if nothing speaks for a machine'],
    ['clicked', 'counts if nothing speaks for a machine'],
    ['clicked by a machine', 'does not count: several links within two seconds'],
  ])
})

test('a click that counted and is taken back is told too', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0, { ip: '203.0.113.9' })
  await scene.pass(MINUTE)
  await learn(scene, '203.0.113.9')
  expect(await mailLines(scene, lead)).toEqual([
    ['clicked', 'counts if nothing speaks for a machine'],
    ['clicked by a machine', 'does not count: it came from a network that opens all links'],
  ])
})

test('an alarm that comes again, late, or for a mail that is gone changes nothing', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  await scene.pass(MINUTE)
  const before = await scene.facts(lead)
  const at = new Date(scene.store.clock.read())
  for (const message of [mail, 'gone'])
    await scene.store.db
      .insertInto('alarms')
      .values({
        subject: `lead:${lead}`,
        lead_id: lead,
        what: `click:${message}`,
        at,
        data: JSON.stringify({ message }),
      })
      .execute()
  await scene.pass(MINUTE)
  expect(await scene.facts(lead)).toEqual(before)
  expect(
    await scene.store.db.selectFrom('alarms').select('what').where('code', 'is not', null).execute(),
  ).toEqual([])
})

test('a burst that is seen after a short judgement takes back what was released', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  const short = { quarantineMs: 1 * SECONDS }
  await scene.pass(MINUTE)
  await scene.click(mail, 0, short)
  await scene.pass(1 * SECONDS)
  expect((await scene.facts(lead)).map(({ type }) => type)).toEqual(['email.clicked'])
  expect(await heatOf(scene, lead)).toBeCloseTo(10, 1)
  for (const link of [1, 2]) await scene.click(mail, link, short)
  expect((await scene.facts(lead)).map(({ type, props }) => [type, props.why])).toEqual([
    ['email.clicked', undefined],
    ['email.click.voided', 'burst'],
    ['email.scanned', 'burst'],
    ['email.scanned', 'burst'],
  ])
  expect(await heatOf(scene, lead)).toBe(0)
})

test('many visits and alarms at one moment: one fact a link for a person, none for a burst', async () => {
  const scene = await clickScene()
  const [person, machine] = [await scene.lead('same.example'), await scene.lead('same.example')]
  const mails = { person: await scene.mail(person), machine: await scene.mail(machine) }
  await scene.pass(MINUTE)
  await Promise.all(
    Array.from({ length: 12 }, (_, n) => [
      scene.click(mails.person, n % 2),
      scene.click(mails.machine, n % 4),
      scene.look(mails.machine, 'view'),
    ]).flat(),
  )
  await Promise.all([scene.pass(MINUTE), scene.pass(1), scene.pass(1)])
  const types = async (lead: string) => (await scene.facts(lead)).map(({ type }) => type)
  expect(await types(person)).toEqual(['email.clicked', 'email.clicked'])
  expect(await types(machine)).toEqual(Array(4).fill('email.scanned'))
})

test('an erased lead is led on and leaves nothing', async () => {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  await scene.pass(MINUTE)
  await scene.click(mail, 0)
  await scene.store.db
    .updateTable('leads')
    .set({ erased_at: new Date(scene.store.clock.read()) })
    .where('id', '=', lead)
    .execute()
  expect(await scene.click(mail, 1)).toContain('https://works.example/1')
  await scene.open(mail)
  await scene.pass(MINUTE)
  expect(await scene.facts(lead)).toEqual([])
})
