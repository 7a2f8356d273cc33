import { expect, test } from 'vitest'
import { type CompiledTemplate, compileTemplate } from '../../mail/compile-template.ts'
import { plainLinks, trackedLinks } from '../../mail/links.ts'
import { leavesNothing, renderTemplate } from '../../mail/render-template.ts'
import { LAYOUT, template } from './mail-world.ts'

const around = { link: plainLinks().link, lang: 'en', zone: 'UTC' }
const fill = (one: CompiledTemplate, vars: Record<string, unknown> = {}) =>
  renderTemplate(one, { links: { open: null }, lead: { firstName: 'Anna' }, ...vars }, around)
const file = (source: string, layout = LAYOUT) => compileTemplate({ name: 'bad', lang: 'en', source, layout })
const front = '---\nkind: service\nsubject: Hi\ntopic: news\n---\n'
const section = (text: string) => `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`

test('a template is filled, escaped in HTML and as it is in subject and text', async () => {
  const one = await template('x', { subject: 'For {{ lead.firstName }}', text: 'Dear {{ lead.firstName }}' })
  const { subject, html, text } = fill(one, { lead: { firstName: '<b>O\'Hara & "Co"' } })
  expect(subject).toBe('For <b>O\'Hara & "Co"')
  expect(html).toContain('Dear &lt;b&gt;O&#39;Hara &amp; &#34;Co&#34;')
  expect(text).toBe('Dear <b>O\'Hara & "Co"')
})

test('what MJML finds wrong is named by its line in the file, or in the layout', async () => {
  const bad = `${front}\n<mj-section>\n<mj-column>\n<mj-text colour="red">x</mj-text>\n<mj-foo />\n</mj-column>\n</mj-section>`
  const layout = (around: string) => `<mjml>\n<mj-body>\n<!-- content -->\n${around}\n</mj-body>\n</mjml>`
  await expect(file(bad, layout(''))).rejects.toThrow(
    /^MJML: line 9, mj-text: Attribute colour is illegal; line 10, mj-foo: Element mj-foo doesn't exist or is not registered$/,
  )
  await expect(file(`${front}\n\n${section('x')}\n${section('y')}`, layout('<mj-foo />'))).rejects.toThrow(
    /^MJML: layout\.mjml line 4, mj-foo: /,
  )
  const whole = `${front}<mjml>\n<mj-body>\n<mj-foo />\n</mj-body>\n</mjml>`
  await expect(file(whole)).rejects.toThrow(/^MJML: line 8, mj-foo: /)
})

test('the subject stays one line, whatever the reader is called', async () => {
  const one = await template('x')
  expect(fill(one, { lead: { firstName: 'A\r\nBcc: all@example.com\0\u2028B' } }).subject).toBe(
    'Hello A Bcc: all@example.com B',
  )
})

test.each([
  ['no front matter', section('x'), /begin with front matter/],
  ['an unknown kind', front.replace('service', 'promo') + section('x'), /kind must be/],
  [
    'an unknown key',
    front.replace('topic: news', 'topic: news\ncolour: red') + section('x'),
    /not `colour: red`/,
  ],
  ['no topic', front.replace('topic: news', 'topic:') + section('x'), /topic is missing/],
  [
    'pictures alone',
    `${front}<mj-section><mj-column><mj-image src="https://works.example/a.png" alt="" /></mj-column></mj-section>`,
    /text part would be empty/,
  ],
  [
    'pictures alone in a layout that has words of its own',
    `${front}<mj-section><mj-column><mj-image src="https://works.example/a.png" alt="" /><mj-text>&nbsp;</mj-text></mj-column></mj-section>`,
    /text part would be empty/,
    LAYOUT.replace(
      '<!-- content -->',
      '<!-- content -->\n<mj-section><mj-column><mj-text>Works Ltd.</mj-text></mj-column></mj-section>',
    ),
  ],
  ['broken MJML', `${front}<mj-section><mj-nothing /></mj-section>`, /MJML/],
  ['Liquid between sections', `${front}{% if lead.x %}${section('x')}{% endif %}`, /was lost in MJML/],
  ['Liquid that does not close', front + section('{% if lead.x %}'), /Liquid/],
  ['an unknown filter', front + section('{{ lead.x | shout }}'), /Liquid/],
  [
    'a link that runs code',
    front + section('<a href="javascript:alert(1)">x</a>'),
    /may not be `javascript:`/,
  ],
  ['a file that is asked for', front + section("{% render './package.json' %}"), /Liquid/],
])('%s is a fault that names the file', async (_what, source, message, layout = LAYOUT) => {
  await expect(file(source, layout)).rejects.toMatchObject({
    path: 'templates/bad.en.mjml',
    message: expect.stringMatching(message),
  })
})

test('sections may be left out by Liquid in mj-raw', async () => {
  const one = await file(
    `${front}<mj-raw>{% if lead.vip %}</mj-raw>${section('for some')}<mj-raw>{% endif %}</mj-raw>${section('for all')}`,
  )
  expect([fill(one).text, fill(one, { lead: { vip: true } }).text]).toEqual([
    'for all',
    'for some\n\nfor all',
  ])
})

test('what does not exist is an error, what is not known is not', async () => {
  const one = await template('x', {
    subject: 'x',
    text: "{{ lead.nick | default: 'friend' }}{% if lead.nick %}!{% endif %}",
  })
  expect(fill(one).text).toBe('friend')
  const bare = await template('x', { subject: 'x', text: '{{ lead.nick }}' })
  expect(() => fill(bare)).toThrow(/undefined variable: lead.nick/)
})

test('the raw filter is refused', async () => {
  const one = await template('x', { text: '{{ lead.firstName | raw }}' })
  expect(() => fill(one)).toThrow(/not allowed/)
})

test('links in loops are tracked each, the same one once, and our own not at all', async () => {
  const text =
    '{% for one in items %}<a href="https://w.example/{{ one }}?a=1&amp;b=2">{{ one }}</a> {% endfor %}<a href="{{ links.preferences }}">p</a><a href="mailto:a@w.example">m</a>'
  const one = await template('x', { text })
  const book = trackedLinks({ publicUrl: 'https://k.example', secret: 's', key: 'K', campaign: null })
  const vars = {
    lead: { firstName: 'A' },
    items: ['x', 'y', 'x'],
    links: { preferences: 'https://k.example/m/p/t', open: null },
  }
  const { html } = renderTemplate(one, vars, { ...around, link: book.link })
  expect(book.urls).toEqual(['https://w.example/x?a=1&b=2', 'https://w.example/y?a=1&b=2'])
  expect(html).toContain('href="https://k.example/m/p/t"')
  expect(html).toContain('href="mailto:a@w.example"')
})

test("a reader's value cannot make a link run code", async () => {
  const one = await template('x', { text: '<a href="{{ lead.site }}">x</a>' })
  for (const site of [
    'javascript:alert(1)',
    ' JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'nothing',
    'java\nscript:alert(1)',
  ])
    expect(() => fill(one, { lead: { firstName: 'A', site } })).toThrow(/neither http/)
})

test('dates are said in the words of the language and in the zone of the reader', async () => {
  const one = await template('x', { subject: "{{ at | date: 'date-time' }}", text: '{{ day | date }}' })
  const vars = {
    links: { open: null },
    lead: { firstName: 'A' },
    at: Date.parse('2026-03-01T22:30:00Z'),
    day: '2026-03-01',
  }
  const { subject, text } = renderTemplate(one, vars, { ...around, lang: 'ru', zone: 'Europe/Moscow' })
  expect([subject, text]).toEqual(['2 марта 2026 г. в 01:30', '1 марта 2026 г.'])
})

test('the same file is the same hash, and one word more is another', async () => {
  const hashes = [await template('x'), await template('x'), await template('x', { text: 'Hi!' })].map(
    (one) => one.hash,
  )
  expect(hashes[0]).toBe(hashes[1])
  expect(hashes[0]).not.toBe(hashes[2])
})

test('it says which variables it reads, also inside links', async () => {
  const one = await template('x', {
    subject: '{{ a.b }}',
    text: '<a href="https://x.example/{{ c.d }}">{{ e }}</a>',
  })
  expect(one.variables).toEqual(['a.b', 'c.d', 'e', 'links.open'])
})

test.each([
  [
    'loops in loops',
    '{% for a in (1..900) %}{% for b in (1..900) %}{% for c in (1..900) %}{{ a }}{% endfor %}{% endfor %}{% endfor %}',
  ],
  ['a list without end', '{% for a in (1..999999999) %}{{ a }}{% endfor %}'],
  [
    'a text that doubles',
    `{% assign t = "words words" %}${'{% assign t = t | append: t %}'.repeat(40)}{{ t | size }}`,
  ],
])('a bomb ends by the limits of the engine: %s', async (_name, text) => {
  const one = await template('x', { text })
  expect(() => fill(one)).toThrow(/limit exceeded/)
})

test('the page of a mail is named after its subject, escaped', async () => {
  const { html } = fill(await template('named', { subject: 'Saws & <b>{{ lead.firstName }}</b>' }))
  expect(html).toContain('<title>Saws &amp; &lt;b&gt;Anna&lt;/b&gt;</title>')
})

test.each([
  ['words that all get', 'Hi{% if lead.x %} you{% endif %}', undefined],
  ['words after a condition', '{% if lead.x %}a{% else %}b{% endif %} Hi', undefined],
  ['a condition alone', '{% if lead.x > 1 and lead.y < 2 %}you{% endif %}', true],
  ['a value alone', '{{ lead.x }}&nbsp;', true],
  ['a loop', '{% for a in lead.x %}<b title="a > b">{{ a }}</b>{% endfor %}', true],
])('%s: whether anything may be left out is known as it is compiled', async (_what, text, may) => {
  const { own } = await template('some', { text })
  expect(own === undefined ? undefined : true).toBe(may)
})

test.each([
  [{ x: null }, true],
  [{ x: 'you' }, false],
])('%o: nothing of it is left, or something', async (lead, nothing) => {
  const text = '<img src="https://works.example/a.png" alt="" />{% if lead.x %}{{ lead.x }}{% endif %}&nbsp;'
  expect(leavesNothing(await template('some', { text }), { lead }, around)).toBe(nothing)
})
