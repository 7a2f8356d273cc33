import type { LeadStory } from '../../store/handoffs/lead-story.ts'
import { type Html, html } from './html.ts'
import type { PageLang } from './layout.ts'
import { say } from './offer-words.ts'

/** The lead as a seller reads it: who, how warm, what they wrote, what happened. */
export function storyPart(story: LeadStory, lang: PageLang): Html {
  const grade = story.grade ? `, ${say('grade', lang)} ${story.grade}` : ''
  const rows: [string, string][] = [
    [say('name', lang), story.name],
    [say('company', lang), story.company],
    // Of a masked lead the title is but its class.
    [say('title', lang), story.words.title],
    [say('town', lang), story.town],
    [say('thing', lang), story.words.thing],
    ...story.words.about.map(({ label, text }): [string, string] => [label, text]),
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
