import type { Plan } from '../../plan/plan.ts'
import { inLang, quoted, readable, type Speech } from './speech.ts'
import { span, spanOf } from './time-words.ts'
import { ofWhom } from './who-words.ts'

/** What holds for the whole sequence, a few words each: topic, group, in whose name, hours, where the lead is. */
export function aboutWords(plan: Plan, speech: Speech): string[] {
  const { topic, group, priority, from, hours, during = [], inSales, afterPause } = plan
  const name = (of: string) => quoted(speech, readable(of))
  const topicName = quoted(speech, speech.labels.topics?.[topic] ?? readable(topic))
  return [
    inLang(speech, `topic ${topicName}`, `тема ${topicName}`),
    ...(group
      ? [
          inLang(
            speech,
            `group ${name(group)}, priority ${priority}`,
            `группа ${name(group)}, приоритет ${priority}`,
          ),
        ]
      : []),
    ...(from ? [inLang(speech, 'in the name of ', 'от имени ') + ofWhom(from, speech)] : []),
    ...(hours ? [inLang(speech, `mail in the hours ${name(hours)}`, `письма в часы ${name(hours)}`)] : []),
    ...during.map(({ audience }) =>
      inLang(speech, `in the audience ${name(audience)}`, `в аудитории ${name(audience)}`),
    ),
    ...(inSales === 'go on'
      ? [inLang(speech, 'goes on while in sales', 'идёт и во время работы продаж')]
      : []),
    ...(afterPause && afterPause !== 'send' ? [afterPauseWords(afterPause, speech)] : []),
  ]
}

/** What becomes of its mail that a pause kept back, in a few words. */
export function afterPauseWords(policy: NonNullable<Plan['afterPause']>, speech: Speech): string {
  if (policy === 'send') return inLang(speech, 'mail goes after a pause', 'письма уходят после паузы')
  if (policy === 're-time') return inLang(speech, 'a pause moves its mail', 'пауза сдвигает письма')
  const { skipAfter } = policy
  return inLang(
    speech,
    `after a pause mail older than ${span(skipAfter, speech)} is skipped`,
    `после паузы письма старше ${spanOf(skipAfter, speech)} не уходят`,
  )
}
