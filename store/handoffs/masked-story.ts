import type { Asked } from '../../core/sales/route-rule.ts'
import { scrub, type Known } from '../../core/sales/scrub.ts'
import { titleClass } from '../../core/sales/title-class.ts'
import { routeOf } from './route.ts'
import { type LeadStory, leadStory, type Trail } from './lead-story.ts'
import type { Held } from './lock.ts'
import { classText, fieldText, kindText, storyWord, valueText } from './story-words.ts'
import { askedOf, lineOf, type Look, valueClass } from './values.ts'
import type { Lang } from './words.ts'
import { splitThing } from '../things.ts'

/** What a masked story is told of: the trail, every name to take out of it, and what may be asked about the lead. */
export interface Mask {
  trail: Trail
  known: Known
  asked: Asked
}

/** Reads what a masked story is told of. */
export const readMask = async (look: Look, held: Held, trail: Trail): Promise<Mask> => ({
  trail,
  known: await namesOf(look, held, trail),
  asked: await askedOf(look, held.lead, held.handoff.thing),
})

/**
 * The lead as a dealer reads it before the contacts open. Only what stands here gets out: country, region, town, product
 * line, value class, heat, grade, class of the title, and the fields that marketing marked public; the story and what the
 * lead wrote are scrubbed. No name, no company, no file, no id of the outside.
 */
export function maskedStory(
  look: Look,
  held: Held,
  { trail, known, asked }: Mask,
  reader: { zone: string; lang: Lang },
): LeadStory {
  const { lead, handoff } = held
  const clean = (text: string) => scrub(text, known)
  const route = routeOf(look, handoff)
  const whole = leadStory(look, held, trail, { ...reader, masked: true })
  const value = valueClass(route, asked)
  const line = lineOf(route, asked, handoff.thing)
  const open = (look.release.public ?? []).flatMap((path) => {
    const found = Object.hasOwn(asked.values, path) ? asked.values[path] : undefined
    const values = [found].flat().filter((one) => ['string', 'number', 'boolean'].includes(typeof one))
    return values.join('') === '' ? [] : [{ path, values }]
  })
  const { lang } = reader
  const said = (path: string, values: readonly unknown[]) =>
    clean(values.map((one) => valueText(look.release, { path, value: one }, lang)).join(', ')).slice(0, 200)
  const title = titleClass(lead.title)
  const kind = handoff.thing ? splitThing(handoff.thing).kind : ''
  return {
    name: '',
    company: '',
    title,
    // Without the names: a works is often called after its town.
    town: [lead.city, lead.region, lead.country].flatMap((one) => (one ? [scrub(one)] : [])).join(', '),
    heat: whole.heat,
    grade: whole.grade,
    thing: kind,
    about: [
      ...line.lines.map((one) => `line: ${clean(one).slice(0, 100)}`),
      ...(value ? [`value: ${value}`] : []),
      ...open.map(({ path, values }) => `${nameOf(path)}: ${clean(values.join(', ')).slice(0, 200)}`),
    ],
    words: {
      title: classText(title, lang),
      thing: kind && kindText(look.release, kind, lang),
      about: [
        ...(line.path === null
          ? []
          : [{ label: storyWord('line', lang), text: said(line.path, line.lines) }]),
        ...(value ? [{ label: storyWord('value', lang), text: storyWord(value, lang) }] : []),
        // The product stands there already.
        ...open
          .filter(({ path }) => path !== line.path)
          .map(({ path, values }) => ({
            label: fieldText(look.release, path, lang),
            text: said(path, values),
          })),
      ],
    },
    lines: whole.lines.map(({ at, text }) => ({ at, text: clean(text) })),
    asked: whole.asked.map(clean),
  }
}

const nameOf = (path: string): string => path.slice(path.indexOf('.') + 1)

/** Every name that would tell who it is: the lead's, its colleagues', its company's, and the domains'. */
async function namesOf(look: Look, { lead }: Held, { company }: Trail): Promise<Known> {
  const colleagues = lead.account_id
    ? await look.tx
        .selectFrom('leads')
        .select('name')
        .where('account_id', '=', lead.account_id)
        .where('name', 'is not', null)
        .limit(200)
        .execute()
    : []
  const [local = '', domain = ''] = (lead.email ?? '').split('@')
  const label = (host: string | null | undefined) => host?.split('.')[0] ?? ''
  return {
    people: [lead.name ?? '', ...colleagues.map(({ name }) => name ?? ''), local].filter(isName),
    companies: [company?.name ?? '', label(company?.domain), company ? label(domain) : ''].filter(isName),
    towns: [lead.city ?? ''].filter(isName),
  }
}

const isName = (text: string): boolean => text.length > 2
