import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { pages } from './pages.ts'

// `DOCS=write npx vitest run test/docs` writes them anew.
test('the pages of docs/reference say what the code says', async () => {
  for (const [path, wanted] of Object.entries(await pages())) {
    if (process.env.DOCS === 'write') await writeFile(path, wanted)
    expect(await readFile(path, 'utf8'), basename(path)).toBe(wanted)
  }
})
