import type { Words } from '../../../core/release/release.ts'
import type { CallPage } from '../../../store/handoffs/call-page.ts'
import { spoken } from '../../../store/handoffs/words.ts'
import { type Html, html } from '../html.ts'
import { type PageLang, page } from '../layout.ts'

const WORDS = {
  choosing: { en: 'We are finding who calls you', ru: 'Подбираем, кто вам позвонит' },
  choosingText: {
    en: 'Your question is with us. As soon as somebody takes it on, we write to you who calls and by when.',
    ru: 'Ваш вопрос у нас. Как только кто-то за него возьмётся, мы напишем, кто и когда позвонит.',
  },
  calls: { en: 'Who calls you', ru: 'Кто вам позвонит' },
  spoken: { en: 'Who looks after you', ru: 'Кто вами занимается' },
  by: { en: 'You are called by', ru: 'Вам позвонят не позднее:' },
  nobody: { en: 'We could not call you in time', ru: 'Мы не успели вам позвонить' },
  nobodyText: {
    en: 'We are sorry. Nobody calls you now, and your question is not lost: please answer our mail if it is urgent.',
    ru: 'Просим прощения. Сейчас вам не позвонят, но вопрос не потерян: если он срочный, ответьте на наше письмо.',
  },
  over: { en: 'Nobody calls about this any more', ru: 'По этому вопросу больше не звонят' },
  overText: {
    en: 'If you still have a question, please answer our mail.',
    ru: 'Если вопрос остался, ответьте на наше письмо.',
  },
  refuse: { en: 'Please do not call me', ru: 'Не звоните мне' },
  refuseText: {
    en: 'Nobody calls you about this then, and your contacts are offered to no partner any more.',
    ru: 'Тогда по этому вопросу вам не позвонят, и ваши контакты больше не предложат партнёрам.',
  },
  refused: { en: 'Nobody will call you', ru: 'Вам не будут звонить' },
  refusedText: {
    en: 'It holds from now on. If you change your mind, just answer one of our mails.',
    ru: 'Это действует сразу. Если передумаете, просто ответьте на любое наше письмо.',
  },
  phone: { en: 'You can also call', ru: 'Можно позвонить и самому' },
} satisfies Record<string, Words>

const say = (name: keyof typeof WORDS, lang: PageLang): string => WORDS[name][lang]

/** What the button of the page says: kept as the words of the refusal. */
export const refusalText = (lang: PageLang): string => say('refuse', lang)

/** The lead's own page: who calls and by when, and one button that refuses it. */
export function leadCallPage(shown: CallPage, token: string, lang: PageLang): Html {
  const { state, who, dueAt } = shown
  const title = say(state, lang)
  if (state === 'refused') return page(lang, title, html`<p role="status">${say('refusedText', lang)}</p>`)
  if (state === 'nobody') return page(lang, title, html`<p role="status">${say('nobodyText', lang)}</p>`)
  if (state === 'over') return page(lang, title, html`<p role="status">${say('overText', lang)}</p>`)
  return page(
    lang,
    title,
    html`${who ? html`<p><strong>${who.name}</strong>${who.dealer && html`, ${who.dealer}`}</p>` : html`<p>${say('choosingText', lang)}</p>`}
${state === 'calls' && dueAt !== null && html`<p role="status">${say('by', lang)} <strong>${spoken(dueAt, shown.zone, lang)}</strong>.</p>`}
${who?.phone && html`<p>${say('phone', lang)}: <a href="tel:${who.phone}">${who.phone}</a></p>`}
<form method="post" action="/c/${token}">
<button type="submit" class="second" aria-describedby="what-then">${say('refuse', lang)}</button>
<p class="hint" id="what-then">${say('refuseText', lang)}</p>
</form>`,
  )
}
