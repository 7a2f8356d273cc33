import type { Words } from '../../core/release/release.ts'
import type { PageLang } from './layout.ts'

const WORDS = {
  other: { en: 'По-русски', ru: 'In English' },
  unsubscribe: { en: 'Stop this mail?', ru: 'Отписаться от рассылки?' },
  unsubscribeText: { en: 'We will send you no more mail about', ru: 'Мы больше не будем писать вам на тему' },
  unsubscribeAllText: {
    en: 'We will send you no more of this mail.',
    ru: 'Мы больше не будем присылать вам такие письма.',
  },
  unsubscribeButton: { en: 'Stop it', ru: 'Отписаться' },
  unsubscribeAll: { en: 'Stop all mail', ru: 'Отписаться от всех писем' },
  unsubscribed: { en: 'It is stopped', ru: 'Вы отписаны' },
  unsubscribedText: {
    en: 'It holds from now on, also for mail that is already written. Answers to what you ask us still come.',
    ru: 'Это действует сразу, в том числе для уже подготовленных писем. На ваши обращения мы по-прежнему отвечаем.',
  },
  choosePreferences: {
    en: 'Rather choose topics, less mail, or a pause',
    ru: 'Лучше выбрать темы, получать реже или сделать паузу',
  },
  changeMind: { en: 'Choose anew what you get', ru: 'Выбрать темы заново' },
  preferences: { en: 'What may we write to you about?', ru: 'О чём вам писать?' },
  topics: { en: 'Topics', ru: 'Темы' },
  pace: { en: 'How often', ru: 'Как часто' },
  fewer: { en: 'Write to me less often', ru: 'Пишите мне реже' },
  pause: { en: 'Pause', ru: 'Пауза' },
  pauseText: {
    en: 'No mail for a month; then it goes on as chosen here.',
    ru: 'Месяц без рассылки; потом всё продолжится, как выбрано здесь.',
  },
  pauseButton: { en: 'Pause for a month', ru: 'Пауза на месяц' },
  pausedUntil: { en: 'Mail rests until', ru: 'Рассылка не приходит до' },
  resumeButton: { en: 'End the pause', ru: 'Закончить паузу' },
  why: { en: 'Why? You need not say', ru: 'Почему? Можно не отвечать' },
  save: { en: 'Save', ru: 'Сохранить' },
  saved: { en: 'Saved', ru: 'Сохранено' },
  savedText: { en: 'It holds from now on.', ru: 'Это действует сразу.' },
  none: { en: 'Stop everything', ru: 'Отписаться от всего' },
  noneText: {
    en: 'Answers to what you ask us, and messages about your orders, still come.',
    ru: 'Ответы на ваши обращения и сообщения о заказах будут приходить по-прежнему.',
  },
  stopped: {
    en: 'No mail goes to your address: it did not take our mail, or our mail was reported. If that is wrong, please write to us:',
    ru: 'На ваш адрес ничего не отправляется: он не принимал наши письма, или на них пожаловались. Если это ошибка, напишите нам:',
  },
  confirm: { en: 'One click to confirm', ru: 'Подтвердите одним нажатием' },
  confirmText: { en: 'You ticked this on our page:', ru: 'На нашей странице вы отметили:' },
  confirmButton: { en: 'Yes, I agree', ru: 'Да, я согласен' },
  confirmNot: {
    en: 'It was not you? Close this page. Without the button nothing happens.',
    ru: 'Это были не вы? Закройте страницу: без нажатия ничего не произойдёт.',
  },
  confirmed: { en: 'Confirmed. Thank you', ru: 'Подтверждено. Спасибо' },
  confirmedText: {
    en: 'You can change your mind in every mail, and here:',
    ru: 'Передумать можно в каждом письме и здесь:',
  },
  lapsed: { en: 'This link is over', ru: 'Срок ссылки истёк' },
  lapsedText: {
    en: 'It held for seven days, and nothing was kept of your yes. You are welcome to send the form again:',
    ru: 'Она действовала семь дней, и согласие не записано. Форму можно отправить ещё раз:',
  },
  toForm: { en: 'to the form', ru: 'к форме' },
  asked: {
    en: 'One step is left: please open the mail that we have just sent you and confirm there. The link holds until',
    ru: 'Остался один шаг: откройте письмо, которое мы вам отправили, и подтвердите согласие. Ссылка действует до',
  },
  gone: { en: 'This link is not valid, or no longer', ru: 'Ссылка недействительна или устарела' },
  noForm: { en: 'There is no such form, or no longer', ru: 'Такой формы нет, или больше нет' },
  noFormText: {
    en: 'Please see that the address is whole.',
    ru: 'Проверьте, полностью ли указан адрес.',
  },
  goneText: {
    en: 'Every mail that we send holds a fresh one.',
    ru: 'В каждом нашем письме есть свежая ссылка.',
  },
} satisfies Record<string, Words>

/** A word of the pages on which readers choose. */
export const choiceWord = (name: keyof typeof WORDS, lang: PageLang): string => WORDS[name][lang]
