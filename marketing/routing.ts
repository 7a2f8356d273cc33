import type { Route } from 'kindling'
import { lead } from './fields.ts'

const outcomes = {
  won: { label: { en: 'Sold', ru: 'Продано' } },
  later: {
    label: { en: 'Not now', ru: 'Не сейчас' },
    reasons: [
      { name: 'no budget this year', label: { en: 'no budget this year', ru: 'в этом году нет бюджета' } },
      { name: 'still comparing', label: { en: 'still comparing', ru: 'ещё сравнивают' } },
      { name: 'project postponed', label: { en: 'project postponed', ru: 'проект отложен' } },
      { name: 'not ready to talk', label: { en: 'not ready to talk', ru: 'пока не готовы говорить' } },
    ],
    toMarketer: ['no budget this year'],
  },
  lost: {
    label: { en: 'Lost', ru: 'Отказ' },
    reasons: [
      { name: 'small budget', label: { en: 'small budget', ru: 'маленький бюджет' } },
      { name: 'rigid specification', label: { en: 'rigid specification', ru: 'жёсткое техзадание' } },
      {
        name: 'written for a competitor',
        label: { en: 'written for a competitor', ru: 'техзадание под конкурента' },
      },
      { name: 'bought elsewhere', label: { en: 'bought elsewhere', ru: 'купили у других' } },
      { name: 'no answer', label: { en: 'no answer', ru: 'не отвечают' } },
    ],
    // A company that fits and has little money may take another offer: the marketer finds one.
    toMarketer: ['small budget'],
  },
  'not reached': { label: { en: 'Not reached', ru: 'Не дозвонились' } },
  'bad lead': {
    label: { en: 'Bad lead', ru: 'Плохой лид' },
    reasons: [
      { name: 'wrong person', label: { en: 'wrong person', ru: 'не тот человек' } },
      { name: 'no such number', label: { en: 'no such number', ru: 'номера не существует' } },
      {
        name: 'knows nothing of an enquiry',
        label: { en: 'knows nothing of an enquiry', ru: 'не знают ни о каком запросе' },
      },
      { name: 'double', label: { en: 'double', ru: 'дубль' } },
    ],
  },
  'not ours': {
    label: { en: 'Not for us', ru: 'Не наш клиент' },
    reasons: [
      { name: 'wrong industry', label: { en: 'wrong industry', ru: 'не наша отрасль' } },
      { name: 'student or job seeker', label: { en: 'student or job seeker', ru: 'студент или соискатель' } },
      { name: 'competitor', label: { en: 'competitor', ru: 'конкурент' } },
      { name: 'wrong contact', label: { en: 'wrong contact', ru: 'не тот контакт' } },
    ],
  },
} satisfies Route['dispositions']

/** Where a lead goes that comes back, that nobody takes, or that sales has no room for: it goes on being warmed. */
const recycle = {
  later: 'back-to-nurture',
  lost: 'back-to-nurture',
  'not reached': 'back-to-nurture',
  'nobody took it': 'back-to-nurture',
  'no room': 'back-to-nurture',
} satisfies Route['recycle']

/**
 * How leads go to sellers and where they go when they come back. Only a sale, 'not ours' and 'bad lead' end in a rest,
 * with the reason in the story.
 */
export const routing = {
  sales: {
    mode: 'assign',
    offerFor: '4 workhours',
    firstContact: '4 workhours',
    remindBefore: '1 workhour',
    hours: 'work',
    followUp: '5 workdays',
    recycle,
    dispositions: outcomes,
  },
  tenders: {
    mode: 'assign',
    offerFor: '1 workhour',
    firstContact: '2 workhours',
    remindBefore: '1 workhour',
    hours: 'work',
    followUp: '3 workdays',
    recycle,
    dispositions: outcomes,
  },
  dealers: {
    mode: 'assign',
    rules: [
      { name: 'our own client', if: lead.stage.is('client'), terms: { mode: 'assign' } },
      {
        // Town by town whoever serves best comes first; what nobody takes alone is auctioned among all who sell there.
        name: 'the best dealer first',
        terms: {
          mode: 'offer',
          alone: '2 workhours',
          times: 3,
          group: { size: 5, for: '1 workhour' },
          then: {
            mode: 'auction',
            floor: { amount: 10_000, currency: 'GBP' },
            step: 500,
            for: '1 workday',
            callWithin: '4 workhours',
            unsold: 'house',
          },
        },
      },
    ],
    about: { line: 'lead.interest', value: 'enquiry.value', large: 100_000 },
    offerFor: '2 workhours',
    firstContact: '4 workhours',
    remindBefore: '1 workhour',
    hours: 'work',
    followUp: '5 workdays',
    takeBackAfter: '4 workhours',
    askLeadAfter: '2 workdays',
    recycle,
    dispositions: outcomes,
  },
  'account-owner': {
    mode: 'assign',
    offerFor: '2 workhours',
    firstContact: '2 workhours',
    remindBefore: '1 workhour',
    hours: 'work',
    recycle,
    dispositions: outcomes,
  },
  back: {
    mode: 'assign',
    offerFor: '1 workday',
    firstContact: '4 workhours',
    remindBefore: '1 workhour',
    hours: 'work',
    recycle,
    dispositions: outcomes,
  },
} satisfies Record<string, Route>
