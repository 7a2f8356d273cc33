import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
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

describe('preview', () => {
  it('fills a template with its sample, and every template without one', async () => {
    const called = await system.kindling('preview', 'sales/offer', '--lang', 'ru', '--json')
    expect(called.json()).toMatchObject({ subject: expect.stringContaining('Уралметалл') })
    expect(await system.kindling('preview', 'sales/ofer')).toMatchObject({
      code: 2,
      err: expect.stringContaining('sales/offer'),
    })
    expect(await system.kindling('preview', 'presses/case', '--lang', 'fr')).toMatchObject({ code: 2 })
  })

  it('sends one as a test by SMTP, in Russian, to a Cyrillic domain', async () => {
    const out = join(system.folder, 'case.html')
    const called = await system.kindling(
      'preview',
      'presses/case',
      '--lang',
      'ru',
      '--send',
      'ivan@завод-пример.рф',
      '--out',
      out,
    )
    expect(called).toMatchObject({ code: 0 })
    const received = system.mail.received.find(({ to }) => to.includes('ivan@завод-пример.рф'))
    expect(received?.to).toEqual(['ivan@завод-пример.рф'])
    expect(received?.mail.subject).toMatch(/^\[test\] Как цех/)
    expect(await readFile(out, 'utf8')).toContain('lang="ru"')
  })

  it('says what the mail server said', async () => {
    system.mail.refuse(() => ({ at: 'rcpt', code: 550, text: '5.1.1 nobody here' }))
    try {
      expect(await system.kindling('preview', 'presses/case', '--send', 'x@y.example')).toMatchObject({
        code: 1,
        err: expect.stringContaining('550'),
      })
    } finally {
      system.mail.refuse(() => undefined)
    }
  })
})

describe('simulate', () => {
  const example = (name: string) => join(project, 'examples', 'simulate', name)

  it('tells the dated story of the examples, for people and for machines', async () => {
    const told = await kindling(['simulate', example('lead.json'), example('tender.json')])
    expect(told.out).toMatch(/^ +tender +sent +1: template tender\/received$/m)
    const args = [
      'simulate',
      example('lead.json'),
      example('document.json'),
      '--sequence',
      'document',
      '--json',
    ]
    const { story } = (await kindling(args)).json() as { story: { at: string; what: string }[] }
    expect(story[0]).toMatchObject({ at: '2026-12-01T10:00:00.000Z', what: 'fact' })
    expect(story.at(-1)?.what).toBe('fact')
  })

  it('says what is wrong with its files', async () => {
    const path = await file('script.json', '[{"at":"soon","type":"page.viewed"}]')
    expect(await kindling(['simulate', example('lead.json'), path])).toMatchObject({
      code: 2,
      err: expect.stringContaining('/0/at'),
    })
    expect(await kindling(['simulate', example('lead.json'), 'nowhere.json'])).toMatchObject({ code: 2 })
  })
})

describe('publish', () => {
  const secret = { KINDLING_SECRET: '0123456789012345678901234567890123456789' }

  it('is a new release only where something changed', async () => {
    const env = { ...secret, DATABASE_URL: system.store.url }
    const first = await kindling(['publish', '--json'], env)
    expect(first.json()).toMatchObject({ release: expect.any(Number) })
    expect((await kindling(['publish', '--json'], env)).json()).toMatchObject({
      published: false,
      release: first.json().release,
    })
  })

  it('keeps the release in force where a sequence is broken, and names what running journeys still need', async () => {
    const env = { ...secret, DATABASE_URL: system.store.url }
    const folder = join(system.folder, 'changed')
    for (const part of ['marketing', 'templates'])
      await cp(join(project, part), join(folder, part), { recursive: true })
    const before = (await kindling(['publish', '--json'], env)).json().release
    await writeFile(join(folder, 'marketing/sequences/broken.ts'), 'export const = 1')
    const broken = await kindling(['publish', '--folder', folder, '--json'], env)
    expect(broken).toMatchObject({ code: 1 })
    expect(broken.json()).toMatchObject({
      published: false,
      faults: [{ path: 'marketing/sequences/broken.ts' }],
    })
    await rm(join(folder, 'marketing/sequences/broken.ts'))
    await system.kindling(
      'facts',
      'form.submitted',
      '--lead',
      'runs@publish.example',
      '--props',
      '{"form":"document"}',
    )
    // The sequence no longer sends it, but somebody is on the way there.
    const document = join(folder, 'marketing/sequences/document.ts')
    await writeFile(document, (await readFile(document, 'utf8')).replace("send('document/reminder'), ", ''))
    for (const lang of ['en', 'ru']) await rm(join(folder, `templates/document/reminder.${lang}.mjml`))
    const needed = await kindling(['publish', '--folder', folder, '--json'], env)
    expect(needed.json()).toMatchObject({
      published: false,
      faults: [{ path: 'document › 1.else.1', message: expect.stringContaining('running journeys need it') }],
    })
    expect((await kindling(['publish', '--json'], env)).json()).toMatchObject({
      published: false,
      release: before,
    })
  })

  it('lists all that is missing in the environment', async () => {
    const called = await kindling(['publish'], { KINDLING_DATA: join(system.folder, 'nowhere'), PORT: 'x' })
    expect(called.code).toBe(1)
    expect(called.err).toContain('DATABASE_URL')
    expect(called.err).toContain('PORT')
  })
})
