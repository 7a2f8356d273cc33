import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadMarketing } from '../../cli/marketing-files.ts'

const project = join(import.meta.dirname, '..', '..')
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-marketing-'))
  for (const part of ['marketing', 'templates'])
    await cp(join(project, part), join(folder, part), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

const put = (path: string, text: string) => writeFile(join(folder, path), text)
const faults = async () =>
  (await loadMarketing(folder)).faults.map(({ path, message }) => `${path}: ${message}`)

describe('marketing in a folder of its own', () => {
  it('finds the package by name, and takes any file put into sequences', async () => {
    await put(
      'marketing/sequences/own.ts',
      "import { sequence, send } from 'kindling'\nexport default sequence('own', { topic: 'know-how' }, [send('own/hello')])\n",
    )
    await put('templates/own/hello.en.mjml', '').catch(() => {})
    await cp(join(folder, 'templates/welcome'), join(folder, 'templates/own'), { recursive: true })
    await cp(join(folder, 'templates/own/again.en.mjml'), join(folder, 'templates/own/hello.en.mjml'))
    const { marketing, faults: found } = await loadMarketing(folder)
    expect(found).toEqual([])
    expect(marketing?.plans.map((plan) => plan.sequence)).toContain('own')
  })

  it('is at fault by path where a sequence names what is not there', async () => {
    await put(
      'marketing/sequences/own.ts',
      "import { sequence, send, wait } from 'kindling'\nexport const own = sequence('own', { topic: 'know-how' }, [wait('2 dayz' as never), send('tender/recieved')])\n",
    )
    expect(await faults()).toEqual([
      "own › 2: no template is called 'tender/recieved'",
      "own › 1: '2 dayz' is no length of time",
    ])
  })

  it('says what a file must export where it exports something else', async () => {
    for (const name of ['holidays', 'caps', 'senders'])
      await put(`marketing/${name}.ts`, 'export const misspelt = {}\n')
    const found = await faults()
    for (const name of ['holidays', 'caps', 'senders'])
      expect(found).toContain(`marketing/${name}.ts: must export \`${name}\``)
  })

  it('says which file cannot be read, and goes on with the others', async () => {
    await put('marketing/sequences/own.ts', 'export const = 1\n')
    await put('marketing/sequences/empty.ts', 'export const nothing = 1\n')
    await put('marketing/sequences/throws.ts', "throw new Error('on purpose')\n")
    expect(await faults()).toEqual([
      'marketing/sequences/empty.ts: exports no sequence',
      expect.stringMatching(/^marketing\/sequences\/own\.ts: .*line 1/),
      'marketing/sequences/throws.ts: on purpose',
    ])
  })

  it('refuses two sequences of one name', async () => {
    await cp(
      join(folder, 'marketing/sequences/warmed.ts'),
      join(folder, 'marketing/sequences/warmed-again.ts'),
    )
    expect(await faults()).toContain(
      'marketing/sequences/warmed.ts: warmed is the name of a sequence in marketing/sequences/warmed-again.ts too',
    )
  })

  it('checks what the other files say and name', async () => {
    await put('marketing/hours.ts', "export const hours = { work: { from: '9', to: '18:00', days: [1] } }\n")
    await put(
      'marketing/topics.ts',
      "export const topics = { 'know-how': { label: { en: 'x' }, sender: 'nobody' } }\n",
    )
    expect(await faults()).toContain(
      "marketing/hours.ts › work › from: must be a time of day such as '09:00'",
    )
  })

  it('takes a file of holidays', async () => {
    const own =
      "{ RU: { off: { '12-30 to 01-09': 'New Year', '2026-11-03': 'x' }, work: { '2026-11-01': 'y' } } }"
    await put('marketing/holidays.ts', `export const holidays = ${own}\n`)
    const { marketing, faults: none } = await loadMarketing(folder)
    expect([none, marketing?.holidays?.RU?.off?.['12-30 to 01-09']]).toEqual([[], 'New Year'])
  })

  it('says by path what is wrong in a file of holidays', async () => {
    await put(
      'marketing/holidays.ts',
      `export const holidays = {
        RU: {
          off: { '2026-02-30': 'x', 'new year': 'x', '12-30 to 2027-01-09': 'x', '2026-12-31 to 2026-12-30': 'x',
            '2026-01-01 to 2026-12-31': 'x', '2026-05-01': '' },
          work: { '2026-05-04': 'x' },
        },
        Russia: {},
        BG: { closed: {} },
        DE: { off: { '12-24 to 12-31': 'x' }, work: { '2026-12-28': 'x' } },
      }\n`,
    )
    expect(await faults()).toEqual([
      'marketing/holidays.ts › RU › off › 2026-02-30: 2026-02-30 is no day of the calendar',
      expect.stringMatching(/^marketing\/holidays\.ts › RU › off › new year: must be a day such as/),
      'marketing/holidays.ts › RU › off › 12-30 to 2027-01-09: must have a year in both days, or in neither',
      'marketing/holidays.ts › RU › off › 2026-12-31 to 2026-12-30: must not end before it begins',
      'marketing/holidays.ts › RU › off › 2026-01-01 to 2026-12-31: must not be longer than 62 days',
      'marketing/holidays.ts › RU › off › 2026-05-01: must be what the story calls the day',
      "marketing/holidays.ts › Russia: must be the ISO code of a country, such as 'RU'",
      expect.stringMatching(/^marketing\/holidays\.ts › BG: .*closed/),
      "marketing/holidays.ts › DE › work › 2026-12-28: is off too: '12-24 to 12-31'",
    ])
  })

  const ownHours =
    "{ work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }, day: { from: '08:00', to: '24:00', days: [6] } }"
  const quiet = (text: string) =>
    put('marketing/hours.ts', `export const hours = ${ownHours}\nexport const quiet = ${text}\n`)

  it('takes quiet hours, one or several', async () => {
    await quiet("{ from: '21:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }")
    const { marketing, faults: none } = await loadMarketing(folder)
    expect([none, marketing?.quiet]).toEqual([
      [],
      [{ from: '21:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }],
    ])
  })

  const path = 'marketing/hours.ts'
  it.each([
    [
      "[{ from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }]",
      [`${path} › work: never open for mail: all of them are quiet`],
    ],
    [
      "{ from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }",
      [`${path} › quiet: leaves no time of the week for marketing mail`],
    ],
    [
      "[{ from: '9', to: '18:00', days: [8] }]",
      [
        `${path} › quiet › 0 › from: must be a time of day such as '09:00'`,
        expect.stringContaining(`${path} › quiet › 0 › days › 0: `),
      ],
    ],
    ["'at night'", [expect.stringContaining(`${path} › quiet: `)]],
  ])('refuses quiet hours of %s', async (text, wanted) => {
    await quiet(text)
    expect(await faults()).toEqual(wanted)
  })

  const twoSenders = (marketing: string, sales: string) =>
    put(
      'marketing/senders.ts',
      `export const senders = {
        marketing: { name: 'x', address: 'x@y.example', dkim: ${marketing} },
        sales: { name: 'x', address: 'x@mail.y.example', dkim: ${sales} },
      }\n`,
    )

  it('refuses a signature of a domain that counts for nothing', async () => {
    await twoSenders(
      "{ selectors: ['k1'], domain: 'z.example' }",
      "{ selectors: ['k1'], domain: 'y.example' }",
    )
    expect(await faults()).toEqual([
      'marketing/senders.ts › marketing › dkim › domain: a signature of z.example counts for nothing on mail from y.example',
    ])
  })

  it('refuses what is no name of a key, and a sender with none', async () => {
    await twoSenders("{ selectors: ['../k1'] }", '{ selectors: [] }')
    expect(await faults()).toEqual([
      expect.stringContaining('must be the name of a key'),
      expect.stringContaining('`kindling dkim new <domain>` makes one'),
    ])
  })

  it('names senders, groups, sequences and languages that are missing', async () => {
    await put(
      'marketing/senders.ts',
      "export const senders = { marketing: { name: 'x', address: 'x@y.example' } }\n",
    )
    await rm(join(folder, 'templates/saws/case.en.mjml'))
    await rm(join(folder, 'marketing/sequences/back-to-nurture.ts'))
    const found = await faults()
    expect(found).toContain("marketing/topics.ts › enquiries: no sender is called 'sales'")
    expect(found).toContain(
      "marketing/routing.ts › sales › recycle › lost: no sequence is called 'back-to-nurture'",
    )
    expect(found).toContain('templates/saws/case: is missing in the default language: saws/case.en.mjml')
  })

  it('names a template that cannot be compiled once, not for each sequence that sends it', async () => {
    await put(
      'templates/presses/case.en.mjml',
      '---\nkind: marketing\nsubject: {{ oops\ntopic: know-how\n---\n<mj-section></mj-section>',
    )
    await put('templates/presses/case.ru.mjml', 'nothing in front')
    const found = await faults()
    expect(found).toHaveLength(2)
    expect(found.every((one) => one.startsWith('templates/presses/case.'))).toBe(true)
  })

  it('names a variable that no lead has', async () => {
    await put(
      'templates/presses/case.ru.mjml',
      '---\nkind: marketing\nsubject: Привет\ntopic: know-how\n---\n<mj-section><mj-column><mj-text>{{ lead.nam }} {{ lead.interest }} {{ enquiry.deadline }} {{ anything.else }}</mj-text></mj-column></mj-section>',
    )
    expect(await faults()).toEqual(["templates/presses/case.ru.mjml: no variable of lead is called 'nam'"])
  })

  it('has as many faults as files where there is nothing', async () => {
    await rm(join(folder, 'marketing'), { recursive: true })
    await rm(join(folder, 'templates'), { recursive: true })
    const { marketing, faults: found } = await loadMarketing(folder)
    expect(marketing).toBeNull()
    expect(found.length).toBeGreaterThan(10)
  })
})

describe('what people read in place of names', () => {
  it('is read from where each thing is declared', async () => {
    const { marketing } = await loadMarketing(folder)
    expect(marketing?.labels).toMatchObject({
      figures: { sales: { ru: 'продажи наших станков, £' } },
      tasks: { call: { label: { ru: 'Позвонить' } } },
      things: { enquiry: { ru: 'запрос' } },
      fields: { 'lead.industry': { ru: 'Отрасль' }, 'enquiry.deadline': { ru: 'Предложения до' } },
      values: { 'lead.size': { 'under 50': { ru: 'до 50' } } },
    })
  })

  it('may be left out altogether: then all is called as it is named', async () => {
    await rm(join(folder, 'marketing/tasks.ts'))
    await put(
      'marketing/rating.ts',
      "import { figure } from 'kindling'\nexport const rating = figure('sales')\n",
    )
    const { marketing, faults: found } = await loadMarketing(folder)
    expect(found).toEqual([])
    expect(Object.keys(marketing?.labels ?? {}).sort()).toEqual(['fields', 'things', 'values'])
  })

  it('is at fault where it labels what there is not, or lacks the default language', async () => {
    await put(
      'marketing/tasks.ts',
      "export const tasks = { 'ask-desicion': { label: { en: 'Ask' } }, call: { label: { ru: 'Позвонить' } } }\n",
    )
    await put(
      'marketing/rating.ts',
      "import { figure } from 'kindling'\nexport const rating = figure('sales')\nexport const figures = { sale: { label: { en: 'sales' } } }\n",
    )
    expect(await faults()).toEqual([
      "marketing/rating.ts › figures: no figure of the rating is called 'sale'",
      "marketing/tasks.ts: no task is called 'ask-desicion'",
      'marketing/tasks.ts › call › label: is missing in the default language: en',
    ])
  })

  it('is at fault where it says nothing', async () => {
    await put('marketing/tasks.ts', 'export const tasks = { call: { label: {} } }\n')
    expect(await faults()).toEqual([
      "marketing/tasks.ts › call › label: must say something: { en: 'Small budget', ru: 'Небольшой бюджет' }",
    ])
  })

  it.each([
    ["['price', { name: 'late', label: { en: 'too late', ru: 'поздно' } }]", null],
    ["[{ name: 'late', label: { ru: 'поздно' } }]", 'late: is missing in the default language: en'],
    ['[5]', "0: must be a name, or { name: 'small budget', label: { en: 'small budget' } }"],
  ])('may be given for reasons: %s', async (reasons, fault) => {
    await put(
      'marketing/routing.ts',
      `export const routing = { sales: { mode: 'assign', offerFor: '1 hour', firstContact: '1 hour', remindBefore: '1 hour', hours: 'work', recycle: {}, dispositions: { lost: { label: { en: 'Lost' }, reasons: ${reasons} } } } }\n`,
    )
    const found = (await faults()).filter((one) => one.startsWith('marketing/routing.ts › sales'))
    const at = 'marketing/routing.ts › sales › dispositions › lost › reasons'
    expect(found).toEqual(fault === null ? [] : [`${at} › ${fault}`])
  })
})

describe('how leads go to dealers', () => {
  const routing = (rules: string, more = '') =>
    `import { all, did, fit, ref } from 'kindling'
    const country = ref('lead.country')
    export const routing = { sales: { mode: 'assign', offerFor: '1 hour', firstContact: '1 hour', remindBefore: '1 hour', hours: 'work', recycle: {}, dispositions: {}, rules: ${rules} ${more} } }\n`
  const ofRouting = async (rules: string, more = '') => {
    await put('marketing/routing.ts', routing(rules, more))
    return (await faults()).filter((fault) => fault.startsWith('marketing/routing.ts › sales'))
  }

  it('fills in what terms leave out, and knows which fields are public', async () => {
    await put(
      'marketing/routing.ts',
      routing(
        "[{ name: 'all', if: all(country.is('GB'), fit.atLeast(2)), terms: { mode: 'offer', then: { mode: 'auction', floor: { amount: 10000, currency: 'GBP' } } } }]",
      ),
    )
    const { marketing } = await loadMarketing(folder)
    expect(marketing?.routing.sales?.rules?.[0]?.terms).toEqual({
      mode: 'offer',
      alone: '2 workhours',
      talkSeconds: 75,
      // A twentieth of the floor.
      then: {
        mode: 'auction',
        floor: { amount: 10000, currency: 'GBP' },
        step: 500,
        for: '1 workday',
        callWithin: '4 workhours',
        unsold: 'house',
      },
    })
    expect(marketing?.public).toContain('lead.industry')
    expect(marketing?.rating).toMatchObject({ plus: expect.any(Array) })
  })

  it('names a field that nothing has, a question that no rule can ask, and a rule that is never reached', async () => {
    expect(
      await ofRouting(
        "[{ name: 'a', if: ref('lead.contry').is('GB'), terms: { mode: 'assign' } }, { name: 'b', if: did('call.requested'), terms: { mode: 'assign' } }, { name: 'b', terms: { mode: 'assign' } }, { name: 'c', terms: { mode: 'assign' } }]",
        ", about: { line: 'enquiry.nothing' }",
      ),
    ).toEqual([
      "marketing/routing.ts › sales › about: no field is called 'enquiry.nothing'",
      "marketing/routing.ts › sales › rules › a: no field is called 'lead.contry'",
      "marketing/routing.ts › sales › rules › b: a rule cannot ask for 'did'",
      "marketing/routing.ts › sales › rules › b: two rules are called 'b'",
      'marketing/routing.ts › sales › rules › c: is never reached: the rule before it takes all',
    ])
  })

  it.each([
    ["{ mode: 'auction' }", /floor/],
    ["{ mode: 'auction', floor: { amount: 0.5, currency: 'GBP' } }", /amount/],
    ["{ mode: 'auction', floor: { amount: 100, currency: 'pounds' } }", /currency/],
    ["{ mode: 'offer', alone: '-2 hours' }", /alone/],
    ["{ mode: 'offer', then: 'nobody' }", /then/],
    ["{ mode: 'lottery' }", /mode/],
  ])('refuses terms %s', async (terms, place) => {
    const found = await ofRouting(`[{ name: 'a', terms: ${terms} }]`)
    expect(found.join('\n')).toMatch(place)
  })

  it('refuses a mail of an offer that would tell a dealer who the lead is', async () => {
    await put(
      'templates/sales/offer.en.mjml',
      '---\nkind: service\nsubject: A lead\ntopic: service\n---\n<mj-section><mj-column><mj-text>{{ lead.email }}</mj-text></mj-column></mj-section>\n',
    )
    expect(await faults()).toContain(
      'templates/sales/offer.en.mjml: lead.email would tell a dealer who the lead is before the contacts open',
    )
  })

  it('refuses a rating that is no formula', async () => {
    await put('marketing/rating.ts', "export const rating = { share: [1], otherwise: 'x' }\n")
    expect((await faults())[0]).toMatch(/^marketing\/rating\.ts/)
  })
})
