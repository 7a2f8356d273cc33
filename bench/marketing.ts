import { on, type SequenceTree, send, sequence, wait } from 'kindling'
import { compile } from '../core/plan/compile.ts'
import { compileTemplate } from '../mail/compile-template.ts'
import { type Marketing, publishRelease } from '../store/releases.ts'
import type { Store } from '../store/store.ts'

const LAYOUT = `<mjml><mj-head><mj-attributes><mj-all font-family="Arial" /></mj-attributes></mj-head><mj-body>
<!-- content --></mj-body></mjml>`

const WORDS = 'A machine that stands still costs more than one that is mended in time. '.repeat(6)

const body = (words: string, kind: string) => `---
kind: ${kind}
subject: ${words}, {{ lead.name | default: "dear reader" }}
topic: know-how
---
<mj-section><mj-column>
  <mj-text>Good day, {{ lead.name | default: "dear reader" }}. ${WORDS}</mj-text>
  <mj-text>{% if lead.title %}Written for a {{ lead.title }}.{% endif %}</mj-text>
  <mj-button href="https://verstak.example/maintenance">Read on</mj-button>
</mj-column></mj-section>`

/** A mail as marketers write them. */
export const benchTemplate = (name: string, kind: 'service' | 'marketing' = 'service') =>
  compileTemplate({ name, lang: 'en', source: body(name, kind), layout: LAYOUT })

/** Three mails with two waits; a minute of business time each. */
const threeMails = (name: string): SequenceTree =>
  sequence(name, { enter: on({ fact: `${name}.began` }), topic: 'know-how' }, [
    send(`${name}/one`),
    wait('1 minute'),
    send(`${name}/two`),
    wait('1 minute'),
    send(`${name}/three`),
  ])

/** What a row of the bench adds to the marketing of them all. */
type More = Partial<
  Pick<
    Marketing,
    'things' | 'facts' | 'forms' | 'fields' | 'tracks' | 'senders' | 'caps' | 'compiledTemplates'
  >
>

/** Publishes these sequences with the mails that they name. */
export async function publishTrees(
  store: Store,
  trees: SequenceTree[],
  templates: string[],
  { facts = {}, ...more }: More = {},
): Promise<void> {
  await publishRelease(store, {
    defaults: { lang: 'en', zone: 'UTC', sender: 'news' },
    plans: trees.map((tree) => compile(tree, facts)),
    compiledTemplates: await Promise.all(templates.map((name) => benchTemplate(name))),
    scoring: {
      fit: [],
      groups: { site: { halfLife: '7 days', limit: 100 } },
      rules: [{ fact: 'page.viewed', group: 'site', points: 2 }],
      categories: { warm: 20, hot: 60 },
      grades: { fit: [75, 50, 25], engagement: [75, 50, 25] },
    },
    forms: {},
    routing: {},
    senders: { news: { name: 'Verstak Machines', address: 'news@verstak.example' } },
    topics: { 'know-how': { label: { en: 'Know-how' }, sender: 'news' } },
    hours: {},
    caps: [],
    things: {},
    fields: { lead: [], account: [] },
    facts: { 'page.viewed': { about: 'lead' }, ...facts },
    ...more,
  })
}

/** Publishes a sequence of three mails for each name. */
export async function publishBench(store: Store, names: string[]): Promise<void> {
  const templates = names.flatMap((name) => ['one', 'two', 'three'].map((which) => `${name}/${which}`))
  const facts = Object.fromEntries(names.map((name) => [`${name}.began`, { about: 'lead' as const }]))
  await publishTrees(store, names.map(threeMails), templates, { facts })
}
