import { expect, test } from 'vitest'
import type { MxLookup } from '../../../mail/lanes/mx-lookup.ts'
import { sortMail } from '../../../mail/lanes/sort-mail.ts'
import { laneScene } from '../../store/lanes/lane-scene.ts'

/** Answers from a list; whoever is not on it is a server that fails. Remembers what it was asked. */
function resolver(answers: Record<string, string[]>): MxLookup & { asked: string[] } {
  const asked: string[] = []
  const lookup: MxLookup = async (domain) => {
    asked.push(domain)
    const found = answers[domain]
    if (!found) throw new Error('SERVFAIL')
    return found
  }
  return Object.assign(lookup, { asked })
}

const MX = {
  'sawmill.de': ['aspmx.l.google.com', 'alt1.aspmx.l.google.com'],
  'presses.ru': ['emx.mail.ru'],
  'own.de': ['mx.own.de'],
}

test('a new domain waits in default, is asked about once, and its mail moves to the lane of its provider', async () => {
  const scene = await laneScene()
  const { store, row } = scene
  const dns = resolver(MX)
  for (const domain of ['sawmill.de', 'presses.ru', 'own.de'])
    await scene.queue(domain, await scene.lead(`a@${domain}`))
  expect((await row('sawmill.de')).lane).toBe('default')
  const wakes = store.waker.wakes.length
  expect(await sortMail(store, 'default', dns)).toBe(3)
  const lanes = [(await row('sawmill.de')).lane, (await row('presses.ru')).lane, (await row('own.de')).lane]
  expect(lanes).toEqual(['google', 'mailru', 'default'])
  await expect
    .poll(() =>
      store.waker.wakes
        .slice(wakes)
        .map((wake) => wake.id)
        .sort(),
    )
    // The default lane's own wakes, told after their commits, may come in between.
    .toEqual(expect.arrayContaining(['lane/google', 'lane/mailru']))
  await scene.queue('again', await scene.lead('b@sawmill.de'))
  expect((await row('again')).lane).toBe('google')
  expect(await sortMail(store, 'default', dns)).toBe(0)
  expect(dns.asked.toSorted()).toEqual(['own.de', 'presses.ru', 'sawmill.de'])
})

test('reserved names and the providers’ own domains are never asked about', async () => {
  const scene = await laneScene()
  const dns = resolver({})
  for (const domain of ['works.example', 'a.test', 'gmail.com', 'yandex.ru'])
    await scene.queue(domain, await scene.lead(`a@${domain}`))
  expect(await sortMail(scene.store, 'default', dns)).toBe(0)
  expect(dns.asked).toEqual([])
  expect((await scene.row('gmail.com')).lane).toBe('google')
})

test('where nobody answers the mail stays and goes; the next question comes later, and later', async () => {
  const scene = await laneScene()
  const { store } = scene
  const dns = resolver({})
  const never: MxLookup = () => new Promise(() => {})
  await scene.queue('mail', await scene.lead('a@silent.de'))
  const next = async () => {
    const row = await store.db
      .selectFrom('mail_domains')
      .selectAll()
      .where('domain', '=', 'silent.de')
      .executeTakeFirstOrThrow()
    return {
      failures: row.failures,
      minutes: Math.round(((row.next_look_at ?? 0) - (row.looked_at ?? 0)) / 60_000),
    }
  }
  const due = () =>
    store.db
      .updateTable('mail_domains')
      .set({ next_look_at: new Date(0) })
      .execute()
  expect(await sortMail(store, 'default', never)).toBe(1)
  expect(await next()).toEqual({ failures: 1, minutes: 1 })
  expect(await sortMail(store, 'default', dns)).toBe(0)
  await due()
  await sortMail(store, 'default', dns)
  expect(await next()).toEqual({ failures: 2, minutes: 2 })
  expect((await scene.row('mail')).lane).toBe('default')
  await store.db
    .updateTable('mail_domains')
    .set({ failures: 40, next_look_at: new Date(0) })
    .execute()
  await sortMail(store, 'default', dns)
  expect((await next()).minutes).toBe(360)
  // It answers at last, and keeps its lane when it is silent again.
  await due()
  await sortMail(store, 'default', resolver({ 'silent.de': ['mx.yandex.net'] }))
  expect((await scene.row('mail')).lane).toBe('yandex')
  await due()
  await sortMail(store, 'default', dns)
  await scene.queue('later', await scene.lead('b@silent.de'))
  expect((await scene.row('later')).lane).toBe('yandex')
})

test('mail that is claimed already goes where it is; a lane of marketing’s own gets its mail', async () => {
  const scene = await laneScene({
    lanes: { gateway: { mx: ['pphosted.com'], perSecond: 2, connections: 1 } },
  })
  expect(await scene.lane('gateway')).toMatchObject({ per_second: 2, connections: 1 })
  for (const key of ['claimed', 'waits']) await scene.queue(key, await scene.lead(`${key}@guarded.de`))
  await scene.store.db
    .updateTable('messages')
    .set({ status: 'claimed' })
    .where('key', '=', 'claimed')
    .execute()
  await sortMail(scene.store, 'default', resolver({ 'guarded.de': ['mx0a-001.pphosted.com'] }))
  expect((await scene.row('claimed')).lane).toBe('default')
  expect((await scene.row('waits')).lane).toBe('gateway')
})

test('other lanes ask nobody', async () => {
  const scene = await laneScene()
  await scene.queue('mail', await scene.lead('a@sawmill.de'))
  const dns = resolver(MX)
  await sortMail(scene.store, 'google', dns)
  expect(dns.asked).toEqual([])
})
