import type { PlanEntry, RefValue, Who } from '../../plan/plan.ts'
import { fieldWords, valueWords } from './fact-words.ts'
import { inLang, listed, quoted, type Speech } from './speech.ts'

const named = (who: RefValue, speech: Speech): string => quoted(speech, fieldWords(who.ref, speech))

/** Somebody of ours to whom something goes: `the head of the owner`; in Russian in the dative. */
export function toWhom(who: Who | RefValue, speech: Speech): string {
  if ('ref' in who) {
    return inLang(
      speech,
      `whoever ${fieldWords(who.ref, speech)} names`,
      `тому, кто указан как ${named(who, speech)}`,
    )
  }
  if (who.person === 'owner') return inLang(speech, 'the owner', 'ответственному')
  const of = who.of ?? { person: 'owner' as const }
  return inLang(speech, `the head of ${toWhom(of, speech)}`, `руководителю ${ofWhom(of, speech)}`)
}

/** Somebody of ours in whose name something goes: in Russian in the genitive. */
export function ofWhom(who: Who | RefValue, speech: Speech): string {
  if (speech.lang === 'en') return toWhom(who, speech)
  if ('ref' in who) return `того, кто указан как ${named(who, speech)}`
  if (who.person === 'owner') return 'ответственного'
  return `руководителя ${ofWhom(who.of ?? { person: 'owner' }, speech)}`
}

/** Who enters: `the main contact of the company`. */
export function whoEnters(who: NonNullable<PlanEntry['who']>, speech: Speech): string {
  if ('ref' in who) {
    return inLang(
      speech,
      `whoever ${fieldWords(who.ref, speech)} names`,
      `тот, кто указан как ${named(who, speech)}`,
    )
  }
  if (who.person === 'main-contact')
    return inLang(speech, 'the main contact of the company', 'главный контакт компании')
  const roles = listed(
    who.where.role.map((one) => valueWords(one, speech)),
    inLang(speech, 'or', 'или'),
  )
  return inLang(speech, `everybody at the company in the role ${roles}`, `все в компании с ролью ${roles}`)
}
