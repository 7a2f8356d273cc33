import type { Lang } from '../handoffs/words.ts'

type Words = Record<Lang, string>

/** Titles of the parts of a digest, and the words in their lines. */
export const DIGEST_WORDS = {
  late: { en: 'First contacts that are late', ru: 'Просроченные первые контакты' },
  today: { en: 'First contacts due today', ru: 'Первые контакты на сегодня' },
  next: { en: 'Next steps that are due', ru: 'Следующие шаги, срок которых подошёл' },
  tasks: { en: 'Tasks', ru: 'Задачи' },
  promises: { en: 'Promises to keep', ru: 'Обещания клиентам' },
  teamLate: { en: 'Late first contacts of the team', ru: 'Просроченные первые контакты команды' },
  stuck: { en: 'Stuck: the next step is overdue', ru: 'Зависли: следующий шаг просрочен' },
  takenBack: { en: 'Taken back, because nobody called', ru: 'Отобраны: никто не позвонил' },
  waiting: { en: 'Waiting until sales has room', ru: 'Ждут, пока у продаж появится место' },
  declined: { en: 'Good leads that were declined', ru: 'Хорошие лиды, от которых отказались' },
  quality: { en: 'What sales says of your leads', ru: 'Что продажи говорят о ваших лидах' },
  adrift: { en: 'Leads that nobody looks after', ru: 'Лиды, которыми никто не занят' },
  disputed: { en: 'Leads say that nobody called', ru: 'Клиенты говорят, что никто не звонил' },
  more: { en: 'and more', ru: 'и ещё' },
  due: { en: 'due', ru: 'срок' },
  until: { en: 'until', ru: 'до' },
  noReason: { en: 'no reason given', ru: 'причина не названа' },
  unknownSource: { en: 'source not known', ru: 'источник неизвестен' },
  lead: { en: 'lead', ru: 'лид' },
  restOver: { en: 'its rest is over', ru: 'пауза закончилась' },
  neverIn: { en: 'never entered anything', ru: 'ни в одной цепочке не был' },
  fromSales: { en: 'came back from sales', ru: 'вернулся из продаж' },
  wasFinished: { en: 'came to its end', ru: 'цепочка пройдена' },
  metGoal: { en: 'reached its goal', ru: 'цель достигнута' },
  wasStopped: { en: 'was stopped', ru: 'остановлена' },
  wasReplaced: { en: 'was replaced by another', ru: 'заменена другой' },
} satisfies Record<string, Words>

export type DigestWord = keyof typeof DIGEST_WORDS
