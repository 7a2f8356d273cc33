import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const PAGE = join(import.meta.dirname, '../../docs/rules.md')
const RULES = 17
const TESTS = join(import.meta.dirname, '../core/rules')

const text = readFileSync(PAGE, 'utf8')
const rules = text.split(/^## /m).slice(1)
const linksOf = (rule: string) =>
  [...rule.matchAll(/^- \[(.+)\]\((\.\.\/test\/.+)\)$/gm)].map(([, name = '', path = '']) => ({
    name,
    file: resolve(dirname(PAGE), path),
  }))

test('the page has each rule by its number, in order', () => {
  expect(rules.map((rule) => Number.parseInt(rule, 10))).toEqual(
    Array.from({ length: RULES }, (_, n) => n + 1),
  )
})

test('each rule points to tests, and each of them is there by its name', () => {
  expect(rules.filter((rule) => linksOf(rule).length === 0)).toEqual([])
  const missing = linksOf(text).filter(({ name, file }) => {
    const named = name.replaceAll("'", "\\'")
    const source = readFileSync(file, 'utf8')
    return ![`'${name}'`, `"${name}"`, `'${named}'`].some((title) => source.includes(`(${title},`))
  })
  expect(missing).toEqual([])
})

test('a test that carries a number is on the page of that number', () => {
  const files = readdirSync(TESTS).filter((file) => file.startsWith('rule-'))
  expect(files.length).toBeGreaterThan(10)
  const lost = files.filter((file) => {
    const rule = rules[Number(/^rule-(\d+)/.exec(file)?.[1]) - 1] ?? ''
    return !linksOf(rule).some((link) => link.file.endsWith(`/${file}`))
  })
  expect(lost).toEqual([])
})
