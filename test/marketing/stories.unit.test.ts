import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type LoadedMarketing, loadMarketing } from '../../cli/marketing-files.ts'
import { type PlayedLead, type ScriptFact, simulate, type StoryLine } from '../../core/simulate/simulate.ts'

let loaded: LoadedMarketing
beforeAll(async () => {
  loaded = await loadMarketing(join(import.meta.dirname, '..', '..'))
})

const anna: PlayedLead = {
  zone: 'UTC',
  owner: 'petrov',
  values: { 'lead.role': 'user', 'lead.interest': ['saws'] },
}
const at = (day: string, props: Record<string, unknown> = {}, type = 'form.submitted'): ScriptFact => ({
  at: Date.parse(day.length > 10 ? day : `${day}T10:00:00Z`),
  type,
  props,
})

/** What one sequence did: the day, and the template, task, route or reason. */
function story(sequence: string, script: ScriptFact[], { lead = anna, until = '2028-01-01' } = {}): string[] {
  const { marketing } = loaded
  if (!marketing) throw new Error('marketing has faults')
  const { plans, scoring, things, facts, hours, compiledTemplates } = marketing
  const templateKinds = Object.fromEntries(compiledTemplates.map(({ name, kind }) => [name, { kind }]))
  const play = { plans, scoring, things, facts, hours, templateKinds, lead, script, until: Date.parse(until) }
  return simulate(play)
    .filter((line) => line.sequence === sequence)
    .flatMap(told)
}

function told({ at: when, what, values, path }: StoryLine): string[] {
  const day = new Date(when).toISOString().slice(0, 10)
  if (what === 'sent') return [`${day} ${values.template}`]
  if (what === 'did')
    return [`${day} ${values.handOff ? `to ${values.handOff}` : (values.task ?? values.record ?? path)}`]
  if (what === 'not entered') return [`${day} not entered: ${values.why}`]
  return what === 'ended' ? [`${day} ended: ${values.reason}`] : []
}

describe('the example marketing', () => {
  it('has no fault', () => {
    expect(loaded.faults).toEqual([])
  })

  it('says everything in English and Russian', () => {
    const names = (lang: string) =>
      loaded.marketing?.compiledTemplates.filter((one) => one.lang === lang).map((one) => one.name)
    expect(names('ru')).toEqual(names('en'))
  })
})

describe('tender', () => {
  const tender = (day: string, enquiry: string) => at(day, { form: 'tender', enquiry })

  it('answers and hands over at once, and asks after three workdays without a proposal', () => {
    expect(story('tender', [tender('2026-12-01', 'E1')], { until: '2026-12-05' })).toEqual([
      '2026-12-01 tender/received',
      '2026-12-01 to tenders',
      '2026-12-04 send-proposal',
    ])
  })

  it('is a journey for each enquiry, and a deal that is won ends its own alone', () => {
    const won = at('2026-12-02', { deal: 'D1', enquiry: 'E1' }, 'deal.won')
    expect(
      story('tender', [tender('2026-12-01', 'E1'), tender('2026-12-01', 'E2'), won], { until: '2026-12-03' }),
    ).toEqual([
      '2026-12-01 tender/received',
      '2026-12-01 to tenders',
      '2026-12-01 tender/received',
      '2026-12-01 to tenders',
      '2026-12-02 ended: goal',
    ])
  })

  it('that is lost is marked as warming for the owner', () => {
    const lost = at('2026-12-02', { deal: 'D1', enquiry: 'E1', reason: 'small budget' }, 'deal.lost')
    const lines = story('warming', [tender('2026-12-01', 'E1'), lost], { until: '2026-12-03' })
    expect(lines).toContain('2026-12-02 know-how/specification')
  })
})

describe('document', () => {
  const asked = (day: string) => at(day, { form: 'document' })

  it('reminds whoever has not opened it, then helps by interest, once a month', () => {
    expect(story('document', [asked('2026-12-01')])).toEqual([
      '2026-12-04 document/reminder',
      '2026-12-11 saws/case',
      '2027-01-11 know-how/specification',
      '2027-02-11 know-how/maintenance',
      '2027-03-11 know-how/blade-life',
      // a Sunday: the mail leaves on Monday, and the next month counts from there
      '2027-04-11 know-how/service-contract',
      '2027-05-12 know-how/visit',
      '2027-05-12 ended: finished',
    ])
  })

  it('does not remind whoever opened it', () => {
    const lines = story(
      'document',
      [asked('2026-12-01'), at('2026-12-02', { document: 'x' }, 'document.opened')],
      { until: '2026-12-20' },
    )
    expect(lines).toEqual(['2026-12-02 saws/case'])
  })

  it('goes to sales when the lead is hot, and sends nothing after', () => {
    const lines = story('document', [asked('2026-12-01'), at('2026-12-05', {}, 'call.requested')])
    expect(lines).toEqual(['2026-12-04 document/reminder', '2026-12-05 to sales', '2026-12-05 ended: goal'])
  })

  it('refuses a second request within half a year, and takes one after it', () => {
    const lines = story('document', [asked('2026-12-01'), asked('2026-12-20'), asked('2027-07-20')], {
      until: '2027-07-25',
    })
    expect(lines.filter((line) => line.includes('not entered'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('document/reminder'))).toHaveLength(2)
  })
})

describe('warming', () => {
  const marked = (day: string, props = {}) => at(day, { by: 'petrov', ...props }, 'warming.started')

  it('rests until the day the seller named', () => {
    const lines = story('warming', [marked('2026-12-02', { notBefore: '2027-03-01' })], {
      until: '2027-03-31',
    })
    expect(lines).toEqual(['2027-03-01 know-how/specification'])
  })

  it('replaces the nurture that ran, and ends with the mark', () => {
    const script = [
      at('2026-12-01', { form: 'document' }),
      marked('2026-12-02'),
      at('2026-12-10', { by: 'petrov' }, 'warming.ended'),
    ]
    expect(story('document', script)).toEqual(['2026-12-02 ended: replaced by warming'])
    expect(story('warming', script).at(-1)).toBe('2026-12-10 ended: stop')
  })
})

describe('hand-over', () => {
  it('of a lead that a seller calls warm is one step', () => {
    expect(story('warmed', [at('2026-12-01', { by: 'petrov' }, 'lead.warmed')])).toEqual([
      '2026-12-01 to sales',
      '2026-12-01 ended: finished',
    ])
  })

  it('of a lead that gets hot outside of any journey happens once in ninety days', () => {
    const calls = ['2026-12-01', '2026-12-02'].map((day) => at(day, {}, 'call.requested'))
    const views = ['/prices', '/delivery', '/service'].map((page) =>
      at('2026-12-02', { page }, 'page.viewed'),
    )
    expect(story('hot', [...calls, ...views])).toEqual(['2026-12-02 to sales', '2026-12-02 ended: finished'])
  })
})
