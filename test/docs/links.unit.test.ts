import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

function pagesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return pagesUnder(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}

const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'].map((name) => join(ROOT, name)),
  ...pagesUnder(join(ROOT, 'docs')),
].map((path) => ({ path, name: relative(ROOT, path), text: readFileSync(path, 'utf8') }))

const found = (look: RegExp): { name: string; path: string; what: string }[] =>
  pages.flatMap(({ path, name, text }) =>
    [...text.matchAll(look)].map((one) => ({ path, name, what: one[1] ?? '' })),
  )

test('every link between pages leads somewhere', () => {
  const links = found(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)
  expect(links.length).toBeGreaterThan(30)
  expect(links.filter(({ path, what }) => !existsSync(join(dirname(path), what)))).toEqual([])
})

test('every file of the code that a page names is there', () => {
  const folders = 'core|store|mail|providers|workflows|activities|api|worker|cli|start'
  const files = found(new RegExp(`\`((?:${folders})/[\\w./-]+\\.(?:ts|mjs|css))\``, 'g'))
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter(({ what }) => !existsSync(join(ROOT, what)))).toEqual([])
})

test('every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = found(/npm run ([a-z:]+)/g)
  expect(named.filter(({ what }) => !(what in scripts))).toEqual([])
})
