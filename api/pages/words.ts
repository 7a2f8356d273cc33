import type { Words } from '../../core/release/release.ts'
import type { PageLang } from './layout.ts'

/** Why an input cannot be taken. */
const FAULTS = {
  missing: { en: 'Please fill this in.', ru: 'Заполните это поле.' },
  twice: { en: 'This came twice.', ru: 'Это поле пришло дважды.' },
  long: { en: 'This is too long.', ru: 'Слишком длинный текст.' },
  lines: { en: 'Please write this on one line.', ru: 'Напишите это в одну строку.' },
  email: { en: 'This is not an email address.', ru: 'Это не похоже на адрес почты.' },
  phone: {
    en: 'Please write the number with its country: +7 495 123-45-67.',
    ru: 'Укажите номер с кодом страны: +7 495 123-45-67.',
  },
  date: { en: 'Please write a date: 2026-03-31.', ru: 'Укажите дату: 2026-03-31.' },
  number: { en: 'Please write a number.', ru: 'Укажите число.' },
  option: { en: 'Please choose one of the list.', ru: 'Выберите из списка.' },
  consent: { en: 'We cannot answer without this consent.', ru: 'Без этого согласия мы не сможем ответить.' },
  changed: {
    en: 'This text has changed. Please read it again.',
    ru: 'Текст изменился. Прочтите его ещё раз.',
  },
  file: {
    en: 'Please attach PDF, Word, Excel, DWG, PNG, JPEG or ZIP.',
    ru: 'Приложите PDF, Word, Excel, DWG, PNG, JPEG или ZIP.',
  },
  size: { en: 'The file is larger than 25 MB.', ru: 'Файл больше 25 МБ.' },
} satisfies Record<string, Words>

export type FaultWord = keyof typeof FAULTS

export const faultText = (why: FaultWord, lang: PageLang): string => FAULTS[why][lang]

const PAGE = {
  send: { en: 'Send', ru: 'Отправить' },
  choose: { en: 'Please choose', ru: 'Выберите' },
  required: { en: 'required', ru: 'обязательно' },
  faults: { en: 'Please look at these once more:', ru: 'Проверьте, пожалуйста:' },
  trap: { en: 'Leave this empty', ru: 'Не заполняйте это поле' },
  other: { en: 'По-русски', ru: 'In English' },
  thanks: { en: 'Thank you', ru: 'Спасибо' },
  answerBy: { en: 'A person answers you at the latest on', ru: 'Специалист ответит вам самое позднее:' },
  consents: { en: 'Your consent', ru: 'Ваше согласие' },
  limit: { en: 'At most 25 MB.', ru: 'Не больше 25 МБ.' },
  formGone: { en: 'There is no such form', ru: 'Такой формы нет' },
} satisfies Record<string, Words>

/** A word of our own pages. */
export const word = (name: keyof typeof PAGE, lang: PageLang): string => PAGE[name][lang]
