import { expect, test } from 'vitest'
import { signToken } from '../../mail/tokens.ts'
import { appOn } from './app-on.ts'
import { mailWorld, template } from './mail-world.ts'

const DAY = 24 * 3_600_000
const FOOT =
  '{% if links.browser %}<a href="{{ links.browser }}">Browser</a>{% endif %}{% if links.unsubscribe %}<a href="{{ links.unsubscribe }}">Stop</a> <a href="{{ links.preferences }}">Choose</a>{% endif %}'
const body = `Dear {{ lead.name }}, <a href="https://works.example/saws">saws</a> and <a href="mailto:a@works.example">us</a> ${FOOT}`

async function scene() {
  const world = await mailWorld({
    compiledTemplates: [
      await template('offer', { kind: 'marketing', text: body }),
      await template('answer', { text: body }),
    ],
  })
  const app = await appOn(world)
  const lead = await world.lead({ email: 'anna@client.example', name: 'Anna <b>Berg' })
  const html = async (name: string) => {
    const key = await world.queue({ leadId: lead, template: name })
    await world.drain()
    const [mail] = (await world.received('anna@client.example')).filter((one) =>
      (one.html ?? '').includes('Browser'),
    )
    const [, path] = /href="https:\/\/k\.example(\/m\/v\/[^"]+)"/.exec(mail?.html ?? '') ?? []
    if (!path) throw new Error('the mail has no link to itself')
    return { key, mail: mail?.html ?? '', path }
  }
  return { world, app, lead, html }
}
const hrefs = (html: string) => [...html.matchAll(/href="([^"]+)"/g)].map((one) => one[1] ?? '')

test.each(['offer', 'answer'])('%s can be read in a browser as it was sent', async (name) => {
  const { app, html } = await scene()
  const { mail, path } = await html(name)
  const page = await app.inject({ url: path })
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.headers['cache-control']).toBe('no-store')
  expect(page.headers['x-robots-tag']).toBe('noindex')
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('script-src')
  expect(page.body).toContain('Dear Anna &lt;b&gt;Berg')
  expect(page.body).toMatch(/<title>[^<]+<\/title>/)
  const tracked = hrefs(mail).filter((href) => href.includes('/m/c/'))
  expect(tracked).toHaveLength(1)
  expect(hrefs(page.body)).toEqual([...tracked, 'mailto:a@works.example'])
  // Whoever it is passed on to can neither choose for the reader nor count as an open.
  expect(page.body).not.toMatch(/\/m\/[upo]\//)
})

test('of a reader of whom only the company’s place is known the page says the days that the mail said', async () => {
  const day = '{{ "2026-03-02T13:00:00Z" | date: "day" }}'
  const offer = await template('offer', { kind: 'marketing', text: `On ${day}. ${FOOT}` })
  const world = await mailWorld({ compiledTemplates: [offer] })
  const app = await appOn(world)
  const lead = await world.lead({ email: 'kiri@client.co.nz' })
  const company = { name: 'Mill', country: 'NZ', created_at: new Date(world.store.clock.read()) }
  const { id } = await world.store.db
    .insertInto('accounts')
    .values(company)
    .returning('id')
    .executeTakeFirstOrThrow()
  await world.store.db.updateTable('leads').set({ account_id: id }).execute()
  await world.queue({ leadId: lead, template: 'offer' })
  await world.drain()
  const [mail] = await world.received('kiri@client.co.nz')
  const [, path = ''] = /href="https:\/\/k\.example(\/m\/v\/[^"]+)"/.exec(mail?.html ?? '') ?? []
  expect(mail?.html).toContain('On March 3')
  expect((await app.inject({ url: path })).body).toContain('On March 3')
})

test('a link that is forged, over, of a mail that never left, or of a lead that is no more shows nothing', async () => {
  const { world, app, lead, html } = await scene()
  const { path } = await html('offer')
  const { secret } = world.deps.config
  const token = (key: string, by = secret) => `/m/v/${signToken(by, 'view', [key])}`
  const waiting = await world.queue({ leadId: lead, template: 'offer', key: 'waiting' })
  for (const url of [token(waiting), token('nobody'), token(waiting, 'another'), '/m/v/x.y', `${path}x`])
    expect((await app.inject({ url })).statusCode).toBe(403)
  expect((await app.inject({ url: path })).statusCode).toBe(200)
  world.store.clock.advance(90 * DAY + 1)
  expect((await app.inject({ url: path })).statusCode).toBe(403)
  world.store.clock.advance(-90 * DAY)
  await world.store.db
    .updateTable('leads')
    .set({ erased_at: new Date(world.store.clock.read()) })
    .where('id', '=', lead)
    .execute()
  expect((await app.inject({ url: path })).statusCode).toBe(403)
})
