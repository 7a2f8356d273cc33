import type { Words } from '../../core/release/release.ts'
import type { PageLang } from './layout.ts'

const WORDS = {
  offer: { en: 'A lead for you', ru: 'Заявка для вас' },
  answerBy: { en: 'Please answer by', ru: 'Срок ответа:' },
  left: { en: 'Time left', ru: 'Осталось' },
  days: { en: 'd', ru: 'д' },
  hours: { en: 'h', ru: 'ч' },
  minutes: { en: 'min', ru: 'мин' },
  accept: { en: 'I take this lead', ru: 'Беру' },
  decline: { en: 'I cannot take it', ru: 'Не могу взять' },
  why: { en: 'Why not? (optional)', ru: 'Почему? (необязательно)' },
  name: { en: 'Who', ru: 'Кто' },
  company: { en: 'Company', ru: 'Компания' },
  title: { en: 'Title', ru: 'Должность' },
  town: { en: 'Where', ru: 'Где' },
  heat: { en: 'Heat', ru: 'Интерес' },
  points: { en: 'points', ru: 'баллов' },
  grade: { en: 'grade', ru: 'класс' },
  thing: { en: 'About', ru: 'О чём' },
  wrote: { en: 'What they wrote', ru: 'Что написали' },
  story: { en: 'What happened', ru: 'Что было' },
  noStory: { en: 'Nothing is on record yet.', ru: 'Пока ничего не записано.' },
  over: { en: 'This offer is over', ru: 'Это предложение закрыто' },
  overText: {
    en: 'Its time ran out, or it was answered. The lead went to a colleague or waits for the next round.',
    ru: 'Время вышло или ответ уже дан. Заявка у коллеги или ждёт следующего круга.',
  },
  declined: { en: 'You did not take it', ru: 'Вы не взяли эту заявку' },
  declinedText: { en: 'Thank you. A colleague is asked now.', ru: 'Спасибо. Уже спрашиваем коллегу.' },
  yours: { en: 'The lead is yours', ru: 'Заявка ваша' },
  callBy: { en: 'Please call by', ru: 'Срок первого звонка:' },
  email: { en: 'Email', ru: 'Почта' },
  phone: { en: 'Phone', ru: 'Телефон' },
  spoke: { en: 'I spoke with them', ru: 'Я связался' },
  contacted: { en: 'First contact', ru: 'Первый контакт' },
  outcome: { en: 'What came of it?', ru: 'Чем закончилось?' },
  reason: { en: 'Reason', ru: 'Причина' },
  choose: { en: 'Please choose', ru: 'Выберите' },
  until: { en: 'Speak again from (optional)', ru: 'Вернуться к разговору с (необязательно)' },
  note: { en: 'Note (optional)', ru: 'Заметка (необязательно)' },
  save: { en: 'Save', ru: 'Сохранить' },
  again: {
    en: 'Please look at this once more: a reason is needed.',
    ru: 'Проверьте, пожалуйста: нужна причина.',
  },
  closed: { en: 'Thank you, it is recorded', ru: 'Спасибо, записано' },
  result: { en: 'Outcome', ru: 'Итог' },
} satisfies Record<string, Words>

type OfferWord = keyof typeof WORDS

/** A word of the sellers' pages. */
export const say = (name: OfferWord, lang: PageLang): string => WORDS[name][lang]

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A stretch of business time as text: `1 h 45 min`. Never less than a minute. */
export function timeLeft(ms: number, lang: PageLang): string {
  const days = Math.floor(ms / DAY)
  const hours = Math.floor((ms % DAY) / HOUR)
  const minutes = Math.max(days + hours > 0 ? 0 : 1, Math.floor((ms % HOUR) / MINUTE))
  const parts = [
    days > 0 && `${days} ${say('days', lang)}`,
    hours > 0 && `${hours} ${say('hours', lang)}`,
    minutes > 0 && days === 0 && `${minutes} ${say('minutes', lang)}`,
  ]
  return parts.filter(Boolean).join(' ')
}
