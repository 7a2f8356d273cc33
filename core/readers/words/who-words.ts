import type { PlanEntry, RefValue, Who } from '../../plan/plan.ts'
import { fieldWords, valueWords } from './fact-words.ts'
import { inLang, listed, quoted, type Speech } from './speech.ts'

type Case = 'is' | 'to' | 'of'

const OWNER: Record<Case, string> = { is: 'ответственный', to: 'ответственному', of: 'ответственного' }
const HEAD: Record<Case, string> = { is: 'руководитель', to: 'руководителю', of: 'руководителя' }
const THAT: Record<Case, string> = { is: 'тот', to: 'тому', of: 'того' }

function named({ ref }: RefValue, grammar: Case, speech: Speech): string {
  // Who marked, asked or gave back: every fact of that kind says `by`.
  if (ref === 'entry.by') return inLang(speech, 'whoever began it', `${THAT[grammar]}, кто это начал`)
  return inLang(
    speech,
    `whoever ${fieldWords(ref, speech)} names`,
    `${THAT[grammar]}, кто указан как ${quoted(speech, fieldWords(ref, speech))}`,
  )
}

function person(who: Who, grammar: Case, speech: Speech): string {
  if ('ref' in who) return named(who, grammar, speech)
  if (who.person === 'owner') return inLang(speech, 'the owner', OWNER[grammar])
  const of = person(who.of ?? { person: 'owner' }, 'of', speech)
  return inLang(speech, `the head of ${of}`, `${HEAD[grammar]} ${of}`)
}

/** Somebody of ours: `the head of the owner`. */
export const whoIs = (who: Who, speech: Speech): string => person(who, 'is', speech)

/** Somebody of ours to whom something goes: in Russian in the dative. */
export const toWhom = (who: Who, speech: Speech): string => person(who, 'to', speech)

/** Somebody of ours in whose name something goes: in Russian in the genitive. */
export const ofWhom = (who: Who, speech: Speech): string => person(who, 'of', speech)

/** Who enters: `the main contact of the company`. */
export function whoEnters(who: NonNullable<PlanEntry['who']>, speech: Speech): string {
  if ('ref' in who) return named(who, 'is', speech)
  if (who.person === 'main-contact')
    return inLang(speech, 'the main contact of the company', 'главный контакт компании')
  const roles = listed(
    who.where.role.map((one) => valueWords(one, speech)),
    inLang(speech, 'or', 'или'),
  )
  return inLang(speech, `everybody at the company in the role ${roles}`, `все в компании с ролью ${roles}`)
}
