import type { Wanted } from '../../language/conditions.ts'
import type { Match } from '../../language/values.ts'
import { NOUNS, PARTICIPLES, SAID, VALUES } from './russian.ts'
import { inLang, listed, quoted, readable, type Speech } from './speech.ts'

const GENDERS = { m: 0, f: 1, n: 2, p: 2 } as const

/** A value as it is said: `client`, «клиент». */
export function valueWords(value: unknown, speech: Speech): string {
  if (typeof value === 'boolean') return value ? inLang(speech, 'yes', 'да') : inLang(speech, 'no', 'нет')
  if (Array.isArray(value))
    return listed(
      value.map((one) => valueWords(one, speech)),
      inLang(speech, 'and', 'и'),
    )
  if (value === null || value === undefined || value === '') return inLang(speech, 'nothing', 'пусто')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return quoted(speech, speech.lang === 'ru' ? (VALUES[text] ?? text) : text)
}

/** Bounds for a number: `at least 40`, «от 40». */
export function boundsWords({ atLeast, atMost }: Match, speech: Speech): string {
  if (atLeast === undefined && atMost === undefined) return inLang(speech, 'any', 'любое')
  if (atMost === undefined) return inLang(speech, `at least ${atLeast}`, `от ${atLeast}`)
  if (atLeast === undefined) return inLang(speech, `at most ${atMost}`, `до ${atMost}`)
  return inLang(speech, `${atLeast} to ${atMost}`, `от ${atLeast} до ${atMost}`)
}

/** What `where` asks of one property. */
function wantedWords(wanted: Wanted, speech: Speech): string {
  if (Array.isArray(wanted))
    return listed(
      wanted.map((one) => valueWords(one, speech)),
      inLang(speech, 'or', 'или'),
    )
  if (typeof wanted === 'object' && wanted !== null) return boundsWords(wanted as Match, speech)
  return valueWords(wanted, speech)
}

/** What a property of a fact is called. */
export const nameOfProp = (name: string, speech: Speech): string =>
  (speech.lang === 'ru' && NOUNS[name]?.[0]) || readable(name)

/** What `where` asks, as one part in brackets: ` (minutes: at least 40)`. Nothing, if it asks nothing. */
export function whereWords(where: Record<string, Wanted> | undefined, speech: Speech): string {
  const parts = Object.entries(where ?? {}).map(
    ([name, wanted]) => `${nameOfProp(name, speech)}: ${wantedWords(wanted, speech)}`,
  )
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

function russian(type: string, yes: boolean): string {
  const said = SAID[type]
  if (said) return said[yes ? 0 : 1]
  const [thing = '', verb = ''] = type.split('.')
  const [noun, participle] = [NOUNS[thing], PARTICIPLES[verb]]
  if (!noun || !participle) return yes ? `произошло «${readable(type)}»` : `не было «${readable(type)}»`
  const ending = noun[2] === 'p' ? `${participle[2].slice(0, -1)}ы` : participle[GENDERS[noun[2]]]
  return `${noun[0]} ${yes ? '' : 'не '}${ending}`
}

/** Facts that are said in English otherwise than by noun and participle. */
const ENGLISH: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  'call.requested': ['the lead has asked for a call', 'the lead has not asked for a call'],
  'company.changed': ['something has changed at the company', 'nothing has changed at the company'],
  'email.bounced': ['a mail has bounced', 'no mail has bounced'],
  'email.clicked': ['the lead has clicked a link', 'the lead has not clicked a link'],
  'email.complained': ['the lead has complained of spam', 'the lead has not complained of spam'],
  'email.replied': ['the lead has answered a mail', 'the lead has not answered a mail'],
  'email.unsubscribed': ['the lead has unsubscribed', 'the lead has not unsubscribed'],
  'event.attended': ['the lead was at the event', 'the lead was not at the event'],
  'event.invited': ['the lead has been invited to the event', 'the lead has not been invited to the event'],
  'event.missed': ['the lead has missed the event', 'the lead has not missed the event'],
  'event.registered': ['the lead has registered for the event', 'the lead has not registered for the event'],
  'form.submitted': ['the form has been filled in', 'the form has not been filled in'],
  'lead.warmed': ['the lead has been called ready', 'the lead has not been called ready'],
  'survey.answered': ['the lead has answered the survey', 'the lead has not answered the survey'],
  'warming.ended': ['the warming mark is gone', 'the warming mark still stands'],
  'warming.started': ['the lead has been marked for warming', 'the lead has not been marked for warming'],
}

const ENGLISH_VOWEL = /^[aeiou]/

function english(type: string, yes: boolean): string {
  const said = ENGLISH[type]
  if (said) return said[yes ? 0 : 1]
  const [thing = '', verb = '', more] = type.split('.')
  if (!thing || !/(ed|en|wn|nt|on|ost|ead|eld|ade|aid)$/.test(verb) || more !== undefined)
    return `${quoted({ lang: 'en' }, readable(type))} has ${yes ? '' : 'not '}happened`
  const noun = readable(thing)
  if (!yes) return `no ${noun} has been ${readable(verb)}`
  return `${ENGLISH_VOWEL.test(noun) ? 'an' : 'a'} ${noun} has been ${readable(verb)}`
}

/** That something happened, or did not: `a proposal has been sent`, «предложение не отправлено». */
export const factWords = (type: string, yes: boolean, { lang }: Speech): string =>
  lang === 'ru' ? russian(type, yes) : english(type, yes)

function nounOf(name: string): readonly [word: string, of: string] {
  const known = NOUNS[name]
  const unknown = `«${readable(name)}»`
  return known ? [known[0], known[1]] : [unknown, unknown]
}

/** The date or value that a path names: `the contract's ends at`. `of`: in the genitive, for Russian. */
export function fieldWords(path: string, speech: Speech, of = false): string {
  const [owner = '', ...rest] = path.split('.')
  const name = rest.join('.')
  if (owner === 'entry') {
    const said = quoted(speech, speech.lang === 'ru' ? (NOUNS[name]?.[0] ?? readable(name)) : readable(name))
    return inLang(speech, `${said} as given at entry`, `${said} (указано при входе)`)
  }
  if (!name) return speech.lang === 'ru' ? nounOf(owner)[of ? 1 : 0] : `the ${readable(owner)}`
  if (speech.lang === 'ru') return `${nounOf(name)[of ? 1 : 0]} ${nounOf(owner)[1]}`
  return `the ${readable(owner)}’s ${DATE_NAMES[name] ?? readable(name)}`
}

const DATE_NAMES: Readonly<Record<string, string>> = { startsAt: 'start', endsAt: 'end' }

/** What a thing is called: `enquiry`; in Russian in the genitive, with its gender. */
export function thingWords(kind: string, speech: Speech): { of: string; feminine: boolean } {
  if (speech.lang === 'en') return { of: readable(kind), feminine: false }
  return { of: nounOf(kind)[1], feminine: NOUNS[kind]?.[2] === 'f' }
}

/** What a field of the lead may be in Russian: «известен», «известна», «известны». */
export function knownWord(path: string): string {
  const gender = NOUNS[path.slice(path.indexOf('.') + 1)]?.[2] ?? 'n'
  return { m: 'известен', f: 'известна', n: 'известно', p: 'известны' }[gender]
}
