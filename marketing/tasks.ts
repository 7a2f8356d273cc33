import type { TaskWords } from 'kindling'

// What sellers read where a sequence opens a task: what it is called, and what to bear in mind.
export const tasks: Record<string, TaskWords> = {
  'ask-it-arrived': {
    label: { en: 'Ask whether the proposal arrived', ru: 'Спросить, дошло ли предложение' },
  },
  'ask-decision': { label: { en: 'Ask what they decided', ru: 'Узнать, что решили' } },
  'bad-review': { label: { en: 'Call about the bad review', ru: 'Позвонить из-за плохого отзыва' } },
  'ask-by-phone': { label: { en: 'Ask for a review by phone', ru: 'Попросить отзыв по телефону' } },
  'one-more-look': {
    label: { en: 'Take one more look', ru: 'Взглянуть ещё раз' },
    note: { en: 'Half a year since sales gave it back', ru: 'Полгода назад продажи вернули этого лида' },
  },
  'why-lost': { label: { en: 'Find out why they left', ru: 'Выяснить, почему ушли' } },
  'renewal-talk': {
    label: { en: 'Talk about renewal', ru: 'Поговорить о продлении' },
    note: {
      en: "Year's use, open cases, new price",
      ru: 'Как пользовались за год, открытые обращения, новая цена',
    },
  },
  'renewal-visit': { label: { en: 'Visit them about renewal', ru: 'Приехать по поводу продления' } },
  'call-the-company': { label: { en: 'Call the company', ru: 'Позвонить в компанию' } },
  'still-interested': {
    label: { en: 'Ask whether they are still interested', ru: 'Спросить, интересно ли ещё' },
  },
  repair: { label: { en: 'Put right what went wrong', ru: 'Исправить то, что пошло не так' } },
  call: {
    label: { en: 'Call them', ru: 'Позвонить' },
    note: {
      en: 'Say when it will be there, not that it is not',
      ru: 'Скажите, когда будет, а не что этого нет',
    },
  },
}
