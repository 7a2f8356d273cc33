import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, it } from 'vitest'
import { rowCounts } from '../api/api-under-test.ts'
import { kindling, project, type Running, running } from './running.ts'

let system: Running
beforeAll(async () => {
  system = await running()
})

const file = async (name: string, content: string | Buffer) => {
  const path = join(system.folder, name)
  await writeFile(path, content)
  return path
}
const ground = ['--consent', 'Send me news', '--source', 'fair 2026']

describe('the command line', () => {
  it('explains itself, and says so where it is called wrongly', async () => {
    const help = await kindling(['--help'])
    expect(help.code).toBe(0)
    for (const name of [
      'check',
      'publish',
      'simulate',
      'paths',
      'draw',
      'explain',
      'diff',
      'facts',
      'import',
      'enrol',
      'stop',
      'preview',
      'hook',
      'doctor',
    ])
      expect(help.out).toContain(name)
    expect(await kindling(['nope'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("unknown command 'nope'"),
    })
    expect(await kindling(['enrol'])).toMatchObject({ code: 2 })
  })

  it('has no colours where nobody sees them', async () => {
    const called = await kindling(['check', '--folder', system.folder])
    expect(called).toMatchObject({ code: 1 })
    expect(called.out + called.err).not.toContain('\u001b')
  })

  it('says that nothing runs where nothing does', async () => {
    const called = await kindling(['doctor'], { KINDLING_DATA: join(system.folder, 'nowhere') })
    expect(called).toMatchObject({ code: 2, err: expect.stringContaining('npm start') })
  })

  it('prints the secret that the hook answers to, and that of no other', async () => {
    await writeFile(join(system.folder, 'secret'), `${system.deps.secret}\n`)
    const printed = (await system.kindling('hook', 'crm', '--json')).json()
    expect(printed.path).toBe('/hooks/crm')
    const body = JSON.stringify({ type: 'page.viewed', data: { lead: { email: 'hooked@works.example' } } })
    const told = async (path: string) => {
      const at = new Date(Math.floor(Date.now() / 1000) * 1000)
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at.getTime() / 1000),
        'webhook-signature': new Webhook(String(printed.secret)).sign('msg_1', at, body),
        'content-type': 'application/json',
      }
      return (await system.app.inject({ method: 'POST', url: path, headers, payload: body })).statusCode
    }
    expect(await told('/hooks/crm')).toBe(202)
    expect(await told('/hooks/erp')).toBe(401)
    const exchange = (await system.kindling('hook', 'telephony-sip', '--json')).json()
    expect(exchange.path).toBe('/hooks/telephony/sip')
    expect(await system.kindling('hook', 'No Name')).toMatchObject({ code: 2 })
  })

  it('works through its door, too', async () => {
    const { execFile } = await import('node:child_process')
    const out = await new Promise<string>((done) =>
      execFile(process.execPath, [join(project, 'cli', 'kindling.mjs'), 'check', '--json'], (_, stdout) =>
        done(stdout),
      ),
    )
    expect(JSON.parse(out)).toMatchObject({ ok: true, faults: [] })
  })
})

describe('import', () => {
  const table =
    'Почта;ФИО;Город;Любимый цвет\r\nanna@import.example;Анна Щукина;Самара;синий\r\nANNA@import.example;Анна;;\r\nnot-an-address;Никто;;\r\n'

  it('asks for the ground of the consent before anything else', async () => {
    const path = await file('a.csv', table)
    const called = await system.kindling('import', path)
    expect(called).toMatchObject({ code: 2, err: expect.stringContaining('--no-consent') })
  })

  it('changes nothing when it is dry', async () => {
    const before = await rowCounts(system.store)
    const path = await file('a.csv', iconv.encode(table, 'windows-1251'))
    const called = await system.kindling('import', path, ...ground, '--dry-run', '--json')
    expect(called.json()).toMatchObject({
      rows: 3,
      duplicates: 1,
      rejected: 1,
      encoding: 'windows-1251',
      delimiter: ';',
      unknownColumns: ['Любимый цвет'],
    })
    expect(await rowCounts(system.store)).toEqual(before)
  })

  it('makes leads with their consent, names what it refused, and changes nothing when it comes again', async () => {
    const path = await file('a.csv', iconv.encode(table, 'windows-1251'))
    const first = await system.kindling('import', path, ...ground, '--enrol', 'welcome', '--json')
    expect(first.json()).toMatchObject({ created: 1, duplicates: 1, rejected: 1, consents: 1, enrolled: 1 })
    const rejected = await readFile(join(system.folder, 'a.rejected.csv'), 'utf8')
    expect(rejected).toMatch(/^\ufeffrow,reason,Почта,ФИО,Город,Любимый цвет\n4,.*not-an-address,Никто/)
    const lead = await system.store.db
      .selectFrom('leads')
      .selectAll()
      .where('email', '=', 'anna@import.example')
      .executeTakeFirstOrThrow()
    expect(lead).toMatchObject({ name: 'Анна Щукина', city: 'Самара' })
    const consent = await system.store.db
      .selectFrom('consents')
      .selectAll()
      .where('lead_id', '=', lead.id)
      .execute()
    expect(consent).toMatchObject([
      { purpose: 'marketing', text: 'Send me news', source: 'fair 2026', given: true },
    ])
    const before = await rowCounts(system.store)
    const again = await system.kindling('import', path, ...ground, '--enrol', 'welcome', '--json')
    expect(again.json()).toMatchObject({ created: 0, updated: 0, unchanged: 1, consents: 0, notEnrolled: 1 })
    expect(await rowCounts(system.store)).toEqual(before)
  })

  it('never undoes what a lead said no to', async () => {
    const path = await file('b.csv', 'email\nno@import.example\n')
    await system.kindling('import', path, ...ground)
    await system.kindling(
      'facts',
      'consent.withdrawn',
      '--lead',
      'no@import.example',
      '--props',
      '{"purpose":"marketing","source":"phone","text":"no more"}',
    )
    const again = await system.kindling(
      'import',
      path,
      '--consent',
      'Send me news',
      '--source',
      'fair 2027',
      '--json',
    )
    expect(again.json()).toMatchObject({ saidNo: 1, consents: 0 })
  })

  it('takes --no-consent for an answer, and then records none', async () => {
    const path = await file('c.csv', 'email\ncold@import.example\n')
    expect((await system.kindling('import', path, '--no-consent', '--json')).json()).toMatchObject({
      created: 1,
      consents: 0,
    })
  })

  it('says which columns it does not know where none of them names a person', async () => {
    const path = await file('d.csv', 'colour,shape\nred,round\n')
    const called = await system.kindling('import', path, ...ground)
    expect(called).toMatchObject({ code: 2, err: expect.stringContaining('colour, shape') })
  })
})

describe('facts and doctor', () => {
  it('send a fact, and a file of them, each once by its key', async () => {
    const one = [
      'facts',
      'document.opened',
      '--lead',
      'eva@facts.example',
      '--props',
      '{"document":"guide"}',
      '--key',
      'k1',
      '--json',
    ]
    expect((await system.kindling(...one)).json()).toMatchObject({ accepted: 1, duplicate: 0 })
    expect((await system.kindling(...one)).json()).toMatchObject({ accepted: 0, duplicate: 1 })
    const lines = ['a', 'b', 'c'].map((page) =>
      JSON.stringify({ type: 'page.viewed', lead: { email: 'eva@facts.example' }, props: { page } }),
    )
    const path = await file('facts.jsonl', `${lines.join('\n')}\n`)
    expect((await system.kindling('facts', '--file', path, '--json')).json()).toMatchObject({ accepted: 3 })
  })

  it('name what was refused, and with which line a file is no JSON', async () => {
    const refused = await system.kindling('facts', 'page.viewed', '--json')
    expect(refused.code).toBe(1)
    const path = await file(
      'broken.jsonl',
      '{"type":"page.viewed","lead":{"email":"x@facts.example"}}\n{"type":\n',
    )
    expect(await system.kindling('facts', '--file', path)).toMatchObject({
      code: 2,
      err: expect.stringContaining('line 2'),
    })
    expect(await system.kindling('facts')).toMatchObject({ code: 2 })
  })

  it('name a type that nobody declared, with the nearest that somebody did', async () => {
    const sent = await system.kindling('facts', 'deal_won', '--lead', 'eva@facts.example')
    expect(sent).toMatchObject({ code: 0, out: expect.stringContaining('kindling doctor') })
    const doctor = await system.kindling('doctor', '--json')
    expect(doctor.code).toBe(1)
    expect(doctor.json().findings).toContainEqual(
      expect.objectContaining({
        what: 'unknown fact',
        name: 'deal_won',
        times: 1,
        advice: expect.stringContaining('deal.won'),
      }),
    )
  })

  it('name a parked journey, a fact that was passed over and a wake that does not go out', async () => {
    const { db } = system.store
    const email = 'parked@facts.example'
    await system.kindling('facts', 'page.viewed', '--lead', email, '--props', '{"page":"/"}')
    const { id: lead } = await db
      .selectFrom('leads')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow()
    await system.kindling('enrol', 'welcome', email)
    await db
      .updateTable('journeys')
      .set({ status: 'parked', park_code: 'template_unknown' })
      .where('lead_id', '=', lead)
      .where('sequence', '=', 'welcome')
      .where('status', '=', 'running')
      .execute()
    await db
      .insertInto('outbox')
      .values({
        workflow_id: 'journey/x',
        workflow_type: 'journey',
        tries: 12,
        last_error: 'UNAVAILABLE',
        next_try_at: new Date(0),
      })
      .execute()
    const fact = await db
      .selectFrom('facts')
      .select(['id', 'accepted_at', 'at', 'lead_id'])
      .where('lead_id', '=', lead)
      .limit(1)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('unapplied')
      .values({
        fact_id: Number(fact.id),
        accepted_at: new Date(fact.accepted_at),
        at: new Date(fact.at),
        lead_id: fact.lead_id,
        account_id: null,
        tries: 5,
        code: 'internal',
      })
      .execute()
    const found = (await system.kindling('doctor', '--json')).json().findings as {
      what: string
      name: string
    }[]
    expect(found.map((one) => one.what)).toEqual(
      expect.arrayContaining(['journey parked', 'wake stuck', 'fact marked']),
    )
    expect(found.find((one) => one.what === 'wake stuck')?.name).toBe('journey/x')
  })
})

describe('enrol and stop', () => {
  it('start a journey, refuse a second one with its reason, and end it', async () => {
    await system.kindling('facts', 'page.viewed', '--lead', 'olga@enrol.example', '--props', '{"page":"/"}')
    const first = await system.kindling('enrol', 'welcome', 'olga@enrol.example', '--json')
    expect(first.json()).toMatchObject({ id: expect.any(String) })
    expect(await system.kindling('enrol', 'welcome', 'olga@enrol.example')).toMatchObject({ code: 1 })
    expect(await system.kindling('enrol', 'welcom', 'olga@enrol.example')).toMatchObject({ code: 1 })
    const stopped = await system.kindling('stop', 'olga@enrol.example', '--sequence', 'welcome', '--json')
    expect(stopped.json()).toEqual({ stopped: [first.json().id] })
    expect(await system.kindling('stop', 'nobody@enrol.example')).toMatchObject({ code: 1 })
  })
})
