import type { ConsentBox, Form } from 'kindling'

const interest = {
  name: 'interest',
  kind: 'select',
  label: { en: 'What is it about?', ru: 'Что вас интересует?' },
  to: 'lead.interest',
  options: [
    { value: 'presses', label: { en: 'Presses', ru: 'Прессы' } },
    { value: 'saws', label: { en: 'Saws', ru: 'Пилы' } },
  ],
} satisfies Form['fields'][number]

const name = {
  name: 'name',
  kind: 'text',
  label: { en: 'Your name', ru: 'Ваше имя' },
  required: true,
  to: 'lead.name',
} satisfies Form['fields'][number]

const email = {
  name: 'email',
  kind: 'email',
  label: { en: 'Work email', ru: 'Рабочая почта' },
  required: true,
  to: 'lead.email',
} satisfies Form['fields'][number]

// Two boxes, two texts, two records: the handling of data is never merged with the wish for mail.
const data: ConsentBox = {
  purpose: 'data',
  required: true,
  version: '2026-01',
  text: {
    en: 'I agree that Verstak Machines processes the data of this form in order to answer it.',
    ru: 'Я согласен на обработку данных этой формы компанией «Верстак» для ответа на обращение.',
  },
}

const marketing: ConsentBox = {
  purpose: 'marketing',
  version: '2026-01',
  text: {
    en: 'Send me know-how, cases and invitations by email. I can stop it in every mail.',
    ru: 'Присылайте мне на почту полезные материалы, примеры и приглашения. Отписаться можно в каждом письме.',
  },
}

// Without it a lead is the house team's: no dealer hears of it.
const dealers: ConsentBox = {
  purpose: 'dealers',
  version: '2026-01',
  text: {
    en: 'A dealer near me may call me about this. It sees my number only when it takes my question.',
    ru: 'Мне может позвонить ближайший дилер. Мой номер он увидит, только если возьмётся за мой вопрос.',
  },
}

export const forms = {
  tender: {
    title: { en: 'Tender enquiry', ru: 'Запрос по тендеру' },
    intro: {
      en: 'Attach your specification. A person who builds these machines reads it and answers within two working hours.',
      ru: 'Приложите техническое задание. Его прочтёт инженер и ответит в течение двух рабочих часов.',
    },
    fields: [
      name,
      email,
      { name: 'phone', kind: 'tel', label: { en: 'Phone', ru: 'Телефон' }, to: 'lead.phone' },
      { name: 'company', kind: 'text', label: { en: 'Company', ru: 'Компания' }, to: 'account.name' },
      { ...interest, required: true },
      {
        name: 'specification',
        kind: 'file',
        label: {
          en: 'Specification (PDF, Word, Excel, image, ZIP)',
          ru: 'Техническое задание (PDF, Word, Excel, фото, ZIP)',
        },
      },
      {
        name: 'deadline',
        kind: 'date',
        label: { en: 'Offers are due on', ru: 'Предложения принимаются до' },
      },
      { name: 'message', kind: 'textarea', label: { en: 'What must it do?', ru: 'Что она должна уметь?' } },
    ],
    consents: [data, marketing],
    makes: 'enquiry',
    thanks: {
      en: 'Thank you. Your enquiry is with the person who will answer it.',
      ru: 'Спасибо. Ваш запрос уже у специалиста, который на него ответит.',
    },
  },
  document: {
    title: { en: 'How to choose a press or a saw', ru: 'Как выбрать пресс или пилу' },
    intro: {
      en: 'Twelve questions that decide what a machine costs over ten years. We mail it to you at once.',
      ru: 'Двенадцать вопросов, от которых зависит цена станка за десять лет. Пришлём на почту сразу.',
    },
    fields: [name, email, interest],
    consents: [data, marketing, dealers],
    answer: { template: 'document/here', document: 'how-to-choose.pdf' },
    thanks: {
      en: 'Thank you. The document is on its way to your mailbox.',
      ru: 'Спасибо. Документ уже отправлен вам на почту.',
    },
  },
  newsletter: {
    title: { en: 'Know-how by mail', ru: 'Полезная рассылка' },
    intro: {
      en: 'Once a month: one thing that saves a workshop money.',
      ru: 'Раз в месяц — одна вещь, которая экономит деньги цеха.',
    },
    fields: [{ ...name, required: false }, email, interest],
    consents: [data, { ...marketing, required: true }],
    thanks: { en: 'Thank you. The first mail comes soon.', ru: 'Спасибо. Первое письмо придёт скоро.' },
  },
} satisfies Record<string, Form>
