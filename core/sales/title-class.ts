/** What kind of person it is, as far as a title says it without naming the post. */
export type TitleClass = 'director' | 'head' | 'engineer' | 'buyer' | 'other'

// Heads first where both fit: a chief engineer leads engineers.
const CLASSES: [TitleClass, RegExp][] = [
  [
    'director',
    /\b(?:ceo|cto|cfo|coo|owner|founder|president|managing director|director)\b|директор|владелец|собственник|учредитель|управител/iu,
  ],
  [
    'head',
    /\b(?:head|chief|manager|lead|supervisor)\b|начальник|руководител|главн|менеджер|заведующ|ръководител/iu,
  ],
  [
    'engineer',
    /\b(?:engineer|technologist|designer|technician)\b|инженер|технолог|конструктор|механик|энергетик/iu,
  ],
  ['buyer', /\b(?:buyer|purchas\w*|procure\w*|sourcing)\b|закуп|снабж|тендер/iu],
]

/** The class of a title; empty where there is none. */
export function titleClass(title: string | null): TitleClass | '' {
  if (title === null || title.trim() === '') return ''
  return CLASSES.find(([, pattern]) => pattern.test(title))?.[0] ?? 'other'
}
