import type { LeadStory } from '../../store/handoffs/lead-story.ts'
import { type Html, html } from './html.ts'
import type { PageLang } from './layout.ts'
import { say } from './offer-words.ts'
import { say as word, type SalesWord } from './sales/words.ts'

// Words that are ours, where they come as values.
const KNOWN: Record<string, SalesWord> = {
  line: 'line',
  value: 'value',
  large: 'large',
  small: 'small',
  director: 'director',
  head: 'head',
  engineer: 'engineer',
  buyer: 'buyer',
  other: 'other',
}
/** A value in the language of the reader, where it is a word of ours. */
export const known = (text: string, lang: PageLang): string => {
  const name = Object.hasOwn(KNOWN, text) ? KNOWN[text] : undefined
  return name ? word(name, lang) : text
}

// What is open of a lead to dealers comes as `name: value`; names that we give ourselves are in the reader's language.
function openRow(about: string, lang: PageLang): [string, string] {
  const colon = about.indexOf(': ')
  return [known(about.slice(0, colon), lang), known(about.slice(colon + 2), lang)]
}

/** The lead as a seller reads it: who, how warm, what they wrote, what happened. */
export function storyPart(story: LeadStory, lang: PageLang): Html {
  const grade = story.grade ? `, ${say('grade', lang)} ${story.grade}` : ''
  const rows: [string, string][] = [
    [say('name', lang), story.name],
    [say('company', lang), story.company],
    // Of a masked lead the title is but its class.
    [say('title', lang), story.name === '' ? known(story.title, lang) : story.title],
    [say('town', lang), story.town],
    [say('thing', lang), story.thing],
    ...story.about.map((one) => openRow(one, lang)),
    [say('heat', lang), `${story.heat} ${say('points', lang)}${grade}`],
  ]
  return html`<dl>${rows.filter(([, text]) => text !== '').map(([label, text]) => html`<dt>${label}</dt><dd>${text}</dd>`)}</dl>
${story.asked.length > 0 && html`<h2>${say('wrote', lang)}</h2><ul>${story.asked.map((text) => html`<li>${text}</li>`)}</ul>`}
<h2>${say('story', lang)}</h2>
${
  story.lines.length > 0
    ? html`<ul>${story.lines.map(({ at, text }) => html`<li><span class="hint">${at}</span> ${text}</li>`)}</ul>`
    : html`<p class="hint">${say('noStory', lang)}</p>`
}`
}

/** How to reach the lead; only for the seller who has it. */
export const contactsPart = (contacts: { email: string; phone: string }, lang: PageLang): Html => html`<dl>
${contacts.phone && html`<dt>${say('phone', lang)}</dt><dd><a href="tel:${contacts.phone}">${contacts.phone}</a></dd>`}
${contacts.email && html`<dt>${say('email', lang)}</dt><dd><a href="mailto:${contacts.email}">${contacts.email}</a></dd>`}
</dl>`
