import type { PlanEntry, PlanTrigger } from '../../plan/plan.ts'
import { conditionWords } from '../condition-words.ts'
import { fieldWords, thingWords } from './fact-words.ts'
import { inLang, type Speech } from './speech.ts'
import { offsetFrom, span } from './time-words.ts'

/** What starts a journey: `a deal has been delivered`. */
export function triggerWords(trigger: PlanTrigger, speech: Speech): string {
  if ('fact' in trigger)
    return conditionWords({ did: trigger.fact, ...(trigger.where && { where: trigger.where }) }, speech)
  if ('becomes' in trigger) return conditionWords(trigger.becomes, speech)
  const date = fieldWords(trigger.date.ref, speech, true)
  if (trigger.side === 'yearly')
    return inLang(speech, `every year on the day of ${date}`, `каждый год в день ${date}`)
  const offset = trigger.offset ?? '0 days'
  return offsetFrom(trigger.side === 'before' ? `-${offset}` : offset, date, speech)
}

/** For what each journey stands: `one for each enquiry`. */
export function perWords(kind: string, speech: Speech): string {
  const { of, feminine } = thingWords(kind, speech)
  return inLang(speech, `one for each ${of}`, `отдельно для ${feminine ? 'каждой' : 'каждого'} ${of}`)
}

/** Whether somebody may enter once more. */
export function againWords({ on, again, per }: PlanEntry, speech: Speech): string {
  if (again === 'always')
    return inLang(
      speech,
      'again and again, once the one before is over',
      'снова и снова, когда прошлый раз закончен',
    )
  if (again !== 'never')
    return inLang(
      speech,
      `again no sooner than ${span(again, speech)} later`,
      `снова не раньше чем через ${span(again, speech)}`,
    )
  if (on.some((one) => 'date' in one)) return inLang(speech, 'once for each date', 'один раз на каждую дату')
  if (!per) return inLang(speech, 'only once', 'только один раз')
  const { of, feminine } = thingWords(per, speech)
  return inLang(
    speech,
    `only once for the same ${of}`,
    `только один раз для ${feminine ? 'одной и той же' : 'одного и того же'} ${of}`,
  )
}
