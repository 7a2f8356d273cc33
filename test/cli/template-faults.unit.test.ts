import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { templateFaults } from '../../cli/preview/template-faults.ts'
import type { CompiledTemplate } from '../../mail/compile-template.ts'
import { afterwards } from '../harness/afterwards.ts'
import { template } from '../mail/mail-world.ts'

const project = join(import.meta.dirname, '..', '..')

async function faultsOf(compiledTemplates: CompiledTemplate[], samples: Record<string, string> = {}) {
  const { marketing } = await loadMarketing(project)
  if (!marketing) throw new Error('the examples are at fault')
  const folder = await mkdtemp(join(tmpdir(), 'kindling-filled-'))
  afterwards(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'templates'))
  for (const [name, text] of Object.entries(samples)) await writeFile(join(folder, 'templates', name), text)
  return templateFaults(folder, { ...marketing, compiledTemplates })
}

test('the examples are filled by their samples', async () => {
  const { marketing } = await loadMarketing(project)
  expect(marketing && (await templateFaults(project, marketing))).toEqual([])
})

test.each([
  ['too long a loop', '{% for i in (1..100000000) %}x{% endfor %}'],
  [
    'loops in loops',
    '{% for a in (1..3000) %}{% for b in (1..3000) %}{% for c in (1..3000) %}{% endfor %}{% endfor %}{% endfor %}Hi',
  ],
])('%s is a fault with the path of the template', async (_what, text) => {
  const [bomb, fine] = [await template('bomb', { text }), await template('fine')]
  expect(await faultsOf([fine, bomb])).toMatchObject([
    { path: 'templates/bomb.en.mjml', message: expect.stringContaining('too much work') },
  ])
})

test('a sample that cannot fill its template is a fault; values that nobody gave are none', async () => {
  const list = await template('list', { text: 'Hi {% for one in items %}{{ one.name }}{% endfor %}' })
  expect(await faultsOf([list])).toEqual([])
  expect(await faultsOf([list], { 'list.sample.json': '{"items": [{"nam": "Saw"}]}' })).toMatchObject([
    { path: 'templates/list.en.mjml', message: expect.stringContaining('one.name') },
  ])
  expect(await faultsOf([list], { 'list.sample.json': '[]' })).toMatchObject([
    { path: 'templates/list.en.mjml', message: 'its sample list.sample.json is no JSON object' },
  ])
})
