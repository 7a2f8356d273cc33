import { expect, test } from 'vitest'
import { openedByMachine } from '../../../../core/mail/incoming/openings.ts'

test.each([
  'Отпуск до 15 января',
  'Отпуск',
  'Я сейчас в отпуске',
  'Нахожусь в командировке до пятницы',
  'Я в декретном отпуске',
  'Отсутствую до 12.01',
  'Меня нет на месте до 10 января',
  'Уведомление об отсутствии: Как выбрать пресс',
  '[Автоответ] Как выбрать пресс',
  'Командировка с 12 по 15 января',
  'Out-of-office',
  'Out of Office Notification',
  'Out of office 29 Dec - 9 Jan',
  'I’m out of the office until Monday',
  'I am on vacation',
  'On annual leave until 4 January',
  'Annual leave',
  'OOO until 5 January Re: How to choose',
  'Away until Monday',
  'Vacation auto-reply',
  'Abwesenheit bis 10.1.',
])('«%s» was opened by a machine', (subject) => {
  expect(openedByMachine(subject)).toBe(true)
})

test.each([
  'Re: Отпуск',
  'Отпускные цены на прессы',
  'Отпуск металла со склада: условия',
  'Отпуск: со склада в Пензе',
  'Командировка в Пензу: можно ли заехать?',
  'Отсутствует спецификация',
  'Нет на месте нужных прессов',
  'В отпускных ценах ошибка',
  'Re: Out of office chairs',
  'Out of stock',
  'Annual leave policy',
  'On vacation we decide',
  'Away game',
  'Autobody presses',
])('«%s» was opened by a person', (subject) => {
  expect(openedByMachine(subject)).toBe(false)
})
