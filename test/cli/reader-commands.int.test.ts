import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindling, project, type Running, running } from './running.ts'

let system: Running
let older = ''
beforeAll(async () => {
  system = await running()
  older = await mkdtemp(join(tmpdir(), 'kindling-older-'))
  for (const part of ['marketing', 'templates'])
    await cp(join(project, part), join(older, part), { recursive: true })
  const review = join(older, 'marketing', 'sequences', 'review.ts')
  await writeFile(review, (await readFile(review, 'utf8')).replace("wait('10 days')", "wait('9 days')"))
})
afterAll(() => rm(older, { recursive: true }))

describe('kindling explain', () => {
  it('tells one sequence in English, with the subjects of its mails', async () => {
    const { code, out } = await kindling(['explain', 'tender'])
    expect(code).toBe(0)
    expect(out).toMatch(/^“tender” begins when the form “.+” has been filled in/)
    expect(out).toContain('3 days before it — if no proposal has been sent')
  })

  it('tells all of them in Russian, as JSON too', async () => {
    const called = await kindling(['explain', '--lang', 'ru', '--json'])
    const { sequences } = called.json() as { sequences: { sequence: string; words: string }[] }
    expect(sequences.find((one) => one.sequence === 'review')?.words).toContain(
      'начинается, когда сделка исполнена',
    )
  })

  it('names the nearest sequence where there is none of that name', async () => {
    expect(await kindling(['explain', 'tendr'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean tender?'),
    })
    expect(await kindling(['explain', '--lang', 'fr'])).toMatchObject({ code: 2 })
  })
})

describe('kindling draw', () => {
  it('draws to standard output, as SVG or as Mermaid', async () => {
    const drawn = await kindling(['draw', 'webinar'])
    expect(drawn.out).toMatch(/^<svg [^]*data-step="[^]*<\/svg>\n$/)
    const { out } = await kindling(['draw', 'webinar', '--format', 'mmd', '--lang', 'ru'])
    expect(out).toMatch(/^flowchart TD\n/)
    expect(out).toContain('письмо: ')
  })

  it('writes a file by its ending, and all of them into a folder', async () => {
    const folder = join(system.folder, 'drawings')
    await mkdir(folder)
    expect((await kindling(['draw', 'tender', '--out', join(folder, 'one.mmd')])).code).toBe(0)
    expect(await readFile(join(folder, 'one.mmd'), 'utf8')).toContain('flowchart TD')
    expect((await kindling(['draw', '--out', join(folder, 'all')])).code).toBe(0)
    expect(await readdir(join(folder, 'all'))).toContain('tender.svg')
  })

  it('refuses what cannot be drawn so', async () => {
    expect(await kindling(['draw'])).toMatchObject({ code: 2, err: expect.stringContaining('--out') })
    expect(await kindling(['draw', '--out', 'all.svg'])).toMatchObject({ code: 2 })
    expect(await kindling(['draw', 'tender', '--out', 'x.png'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('svg or mmd'),
    })
  })
})

describe('kindling paths', () => {
  it('lists the routes with their days, and a sample that simulate takes', async () => {
    const { out } = await kindling(['paths', 'tender'])
    expect(out).toMatch(/day 0 +✉ tender\/received/)
    const called = await kindling(['paths', 'tender', '--json', '--entered', '2026-12-01T10:00:00Z'])
    const { sequences } = called.json() as {
      sequences: { paths: { sample: { script: { at: string }[] } }[] }[]
    }
    expect(sequences[0]?.paths[0]?.sample.script[0]?.at).toBe('2026-12-01T10:00:00.000Z')
  })

  it('cuts with a line, and says what is wrong with a number', async () => {
    expect((await kindling(['paths', 'webinar', '--most', '3'])).out).toContain('there are more routes')
    expect(await kindling(['paths', '--most', 'all'])).toMatchObject({ code: 2 })
    expect(await kindling(['paths', '--entered', 'soon'])).toMatchObject({ code: 2 })
  })
})

describe('kindling diff', () => {
  it('compares with an older folder', async () => {
    const { code, out } = await kindling(['diff', '--from', older])
    expect(code).toBe(0)
    expect(out).toContain('~ review › 3  wait: 9 days\n    → 10 days')
    expect(out).toContain('Running journeys keep the version they began with')
    expect(out).not.toContain('tender')
  })

  it('compares with the release in force', async () => {
    const env = { DATABASE_URL: system.store.url, KINDLING_SECRET: 's'.repeat(32) }
    expect(await kindling(['diff'], env)).toMatchObject({ code: 0, out: 'no difference\n' })
    const called = await kindling(['diff', 'review', '--folder', older, '--json'], env)
    expect(called.json()).toMatchObject({
      sequences: [{ sequence: 'review', changes: [{ what: 'changed', words: '9 days' }] }],
    })
  })

  it('says what is not there', async () => {
    expect(await kindling(['diff', '--from', join(older, 'nowhere')])).toMatchObject({ code: 2 })
    expect(await kindling(['diff', 'nope', '--from', older])).toMatchObject({ code: 2 })
  })
})
