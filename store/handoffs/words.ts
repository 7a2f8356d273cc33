import { DateTime } from 'luxon'

/** The languages that sellers' mail and pages speak. */
export type Lang = 'en' | 'ru'
export const langOf = (lang: string | null): Lang => (lang?.toLowerCase().startsWith('ru') ? 'ru' : 'en')

/** An instant as a person says it, in that person's zone: `Tuesday 1 December, 14:00`. */
export const spoken = (at: number, zone: string, lang: Lang): string =>
  DateTime.fromMillis(at, { zone }).setLocale(lang).toFormat('cccc d MMMM, HH:mm')

/** The short form for lists: `1 Dec 14:00`. */
export const brief = (at: number, zone: string, lang: Lang): string =>
  DateTime.fromMillis(at, { zone }).setLocale(lang).toFormat('d MMM HH:mm')

type Props = Record<string, unknown>
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 300) : ''

/** How a fact reads to a seller. What is not listed is not worth a seller's minute. */
export const FACT_WORDS: Record<string, Record<Lang, (props: Props) => string>> = {
  'form.submitted': {
    en: (p) => `sent the form “${text(p.form)}”`,
    ru: (p) => `отправил форму «${text(p.form)}»`,
  },
  'document.opened': {
    en: (p) => `opened the document “${text(p.document)}”`,
    ru: (p) => `открыл документ «${text(p.document)}»`,
  },
  'email.clicked': {
    en: (p) => `followed a link in the mail “${text(p.template)}”`,
    ru: (p) => `перешёл по ссылке из письма «${text(p.template)}»`,
  },
  'email.replied': { en: () => 'answered our mail', ru: () => 'ответил на наше письмо' },
  'page.viewed': {
    en: (p) => `looked at the page ${text(p.page)}`,
    ru: (p) => `смотрел страницу ${text(p.page)}`,
  },
  'call.requested': { en: () => 'asked for a call', ru: () => 'попросил позвонить' },
  'call.ended': { en: () => 'spoke with us by phone', ru: () => 'говорил с нами по телефону' },
  'lead.met': {
    en: (p) => `met us: ${text(p.where)}${p.note ? `. ${text(p.note)}` : ''}`,
    ru: (p) => `встреча: ${text(p.where)}${p.note ? `. ${text(p.note)}` : ''}`,
  },
  'event.registered': { en: () => 'registered for an event', ru: () => 'записался на мероприятие' },
  'event.attended': { en: () => 'was at our event', ru: () => 'был на нашем мероприятии' },
  'proposal.read': { en: () => 'read our proposal', ru: () => 'прочитал наше предложение' },
  'lead.warmed': { en: () => 'was called warm by sales', ru: () => 'отмечен продажами как готовый' },
  'warming.started': { en: () => 'warming began', ru: () => 'начат прогрев' },
  'handoff.closed': {
    en: (p) => `came back from sales: “${text(p.outcome)}”`,
    ru: (p) => `вернулся из продаж: «${text(p.outcome)}»`,
  },
  'order.placed': { en: () => 'the company ordered', ru: () => 'компания сделала заказ' },
}
