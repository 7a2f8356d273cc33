import { Liquid } from 'liquidjs'
import { trackedLinks } from '../../mail/links.ts'
import { renderTemplate } from '../../mail/render-template.ts'
import { benchTemplate } from '../marketing.ts'
import { median, type Report, type Row, spread } from '../report.ts'

const ROUNDS = 7
const MAILS = 3000
const TO_REACH_MS = 0.1

/** CPU, not the clock: others may use the machine. */
function msEach(work: (n: number) => void): number {
  const before = process.cpuUsage()
  for (let n = 0; n < MAILS; n++) work(n)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / MAILS
}

async function compare(): Promise<Report> {
  const template = await benchTemplate('bench/one')
  const liquid = new Liquid({ outputEscape: 'escape' })
  const parsed = liquid.parse(template.html.replace(/\{% (end)?track %\}/g, ''))
  const vars = (n: number) => ({
    lead: { name: `Анна Петрова ${n}`, title: 'Chief engineer' },
    links: { open: `https://mail.example/o/${n}.gif` },
  })
  const ours = (n: number) => {
    const book = trackedLinks({
      publicUrl: 'https://mail.example',
      secret: 'x'.repeat(32),
      key: String(n),
      campaign: 'bench',
    })
    renderTemplate(template, vars(n), { link: (url) => book.link(url), lang: 'en', zone: 'UTC' })
  }
  const bare = (n: number) => void liquid.renderSync(parsed, vars(n))
  msEach(ours)
  msEach(bare)
  const found: { ours: number; bare: number }[] = []
  for (let round = 1; round <= ROUNDS; round++) found.push({ ours: msEach(ours), bare: msEach(bare) })
  const all = found.map((one) => one.ours)
  return {
    title: `Filling a template: ${ROUNDS} rounds of ${MAILS}, median (least to most)`,
    beside: 'Liquid, HTML alone',
    lines: [
      {
        what: 'CPU ms a mail',
        ours: spread(all, 4),
        beside: spread(
          found.map((one) => one.bare),
          4,
        ),
        target: { text: `at most ${TO_REACH_MS} ms`, met: median(all) <= TO_REACH_MS },
      },
    ],
    notes: [
      'Ours: subject, HTML and text part, values escaped, every link signed. MJML ran once, at publish.',
    ],
  }
}

/** Design.md, Speed: render. */
export const render: Row = { name: 'render', run: compare }
