import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  audience,
  did,
  fact,
  handOff,
  inSegment,
  next,
  on,
  ref,
  send,
  sequence,
  set,
  submitted,
  task,
  wait,
  when,
} from 'kindling'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { type LoadedMarketing, loadMarketing } from '../../cli/marketing-files.ts'
import { sampleFile } from '../../cli/preview/sample-file.ts'
import { sampleVars } from '../../cli/preview/sample-vars.ts'
import type { SequenceTree } from '../../core/language/index.ts'
import { check } from '../../core/plan/check.ts'
import { compile } from '../../core/plan/compile.ts'
import { renderTemplate } from '../../mail/render-template.ts'

const ROOT = join(import.meta.dirname, '..', '..')

let loaded: LoadedMarketing
beforeAll(async () => {
  loaded = await loadMarketing(ROOT)
})

function marketingOf({ marketing }: LoadedMarketing) {
  if (!marketing) throw new Error('marketing cannot be read')
  return marketing
}

describe('the example marketing', () => {
  it('has no fault', () => {
    expect(loaded.faults).toEqual([])
  })

  it('says everything in English and Russian', () => {
    const names = (lang: string) =>
      marketingOf(loaded)
        .compiledTemplates.filter((one) => one.lang === lang)
        .map((one) => one.name)
    expect(names('ru')).toEqual(names('en'))
  })

  it('fills every template with its sample, without a gap', () => {
    const marketing = marketingOf(loaded)
    for (const template of marketing.compiledTemplates) {
      const file = sampleFile(ROOT, template)
      const sample = file ? JSON.parse(readFileSync(file, 'utf8')) : {}
      const vars = sampleVars(template, marketing, sample)
      const { subject, text } = renderTemplate(template, vars, {
        link: (url) => url,
        lang: template.lang,
        zone: 'UTC',
      })
      expect(`${subject} ${text}`, template.name).not.toMatch(/\bnull\b|undefined|\{\{|example\.com\/\?/)
      expect(subject.length, template.name).toBeLessThan(110)
    }
  })

  it('has a mail of the track for everybody, whatever the interest', () => {
    const items = marketingOf(loaded).tracks?.['know-how'] ?? []
    expect(items.filter((one) => one.for === undefined).length).toBeGreaterThan(2)
  })
})

/** A sequence with a mistake in it, as somebody may write it who has switched the types off. */
const wrong = (options: object, steps: unknown[] = []): SequenceTree =>
  sequence(
    'mistake',
    { enter: on(submitted('tender')), topic: 'service', ...options } as never,
    steps as never,
  )
const word = (text: string) => text as never

type First<F extends (...args: never[]) => unknown> = Parameters<F>[0]

it('guides the hand that writes: names are known where they are written', () => {
  expectTypeOf<'know-how'>().toExtend<First<typeof next>>()
  expectTypeOf<'know-hoow'>().not.toExtend<First<typeof next>>()
  expectTypeOf<'silent-clients'>().toExtend<First<typeof inSegment>>()
  expectTypeOf<'silent-client'>().not.toExtend<First<typeof inSegment>>()
  expectTypeOf<'being-warm'>().not.toExtend<First<typeof audience>>()
  expectTypeOf<'dealers'>().toExtend<First<typeof handOff>>()
  expectTypeOf<'dealer'>().not.toExtend<First<typeof handOff>>()
  expectTypeOf<'event'>().toExtend<NonNullable<Parameters<typeof on>[1]>['per']>()
  expectTypeOf<'events'>().not.toExtend<NonNullable<Parameters<typeof on>[1]>['per']>()
})

describe('a mistake is refused with its place and a hint', () => {
  it.each([
    ['a fact that nobody declared', wrong({ goal: when(did(word('deal_delivered'))) }), /deal\.delivered/],
    ['a weekday that is none', wrong({}, [wait(word('tues 10:00'))]), /tues 10:00/],
    ['a template that is not there', wrong({}, [send('tender/recieved')]), /tender\/received/],
    ['a topic that is not there', wrong({ topic: 'servise' }), /service/],
    ['a route that is not there', wrong({}, [{ step: 'handOff', route: 'tender' }]), /tenders/],
    ['a track that is not there', wrong({}, [{ step: 'send', next: 'knowhow' }]), /know-how/],
    ['a field that is not there', wrong({ goal: when(ref('lead.stagee').is('client')) }), /lead\.stage/],
    ['a thing it is not about', wrong({}, [wait(ref<Date>('contract.endsAt'))]), /contract/],
    ['two mails with no wait between', wrong({}, [send('tender/received'), send('review/request')]), /wait/],
    [
      'a wait in the steps of a goal',
      wrong({ goal: when(did('deal.won'), [wait('1 day'), send('review/request')]) }),
      /wait/,
    ],
    ['a fact of the company without who', wrong({ enter: on(fact('order.placed')) }), /who/],
    ['a person who is none', wrong({}, [task('call', { to: word('boss'), due: '1 day' })]), /boss|person/],
    ['a stage that is none', wrong({}, [set(ref('account.stag'), 'lost')]), /account\.stage/],
  ])('%s', (_, tree, words) => {
    const marketing = marketingOf(loaded)
    const templates = marketing.compiledTemplates.map((one) => one.name)
    const faults = faultsOf(() =>
      check([...marketing.plans, compile(tree, marketing.facts)], { ...marketing, templates }),
    )
    expect(faults.join('\n')).toMatch(words)
    expect(faults.join('\n')).toMatch(/mistake/)
  })
})

// What cannot even be compiled says so too.
function faultsOf(judge: () => { path: string; message: string; hint?: string }[]): string[] {
  try {
    return judge().map(({ path, message, hint }) => `${path}: ${message} (${hint})`)
  } catch (error) {
    return [`mistake: ${error instanceof Error ? error.message : String(error)}`]
  }
}
