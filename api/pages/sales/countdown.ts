import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { Html, html } from '../html.ts'
import type { PageLang } from '../layout.ts'
import { say, timeLeft } from '../offer-words.ts'

/** Business ms that are left, and how long they take by the machine's clock. */
export interface Left {
  id: string
  ms: number
  machineMs: number
}

const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000))

/** The time that is left: in words, and as digits that run down by style alone where the browser can. */
export const countdown = ({ id, ms }: Left, lang: PageLang): Html =>
  html`<span class="hint">${say('left', lang)}: ${timeLeft(ms, lang)}</span> <span class="clock" id="left-${id}" aria-hidden="true"></span>`

/** The style that sets the digits: kindling.css says how they run. */
export const clockStyle = (all: Left[]): Html =>
  new Html(
    `<style>${all
      .map(
        ({ id, ms, machineMs }) =>
          `#left-${id}{--left:${seconds(ms)};animation-duration:${Math.max(1, seconds(machineMs))}s}`,
      )
      .join('')}</style>`,
  )

/** Lets the browser take this one style: by its hash, so that none that somebody smuggled in is. */
export function allowStyle(reply: FastifyReply, style: Html): void {
  const text = style.markup.slice('<style>'.length, -'</style>'.length)
  const hash = createHash('sha256').update(text).digest('base64')
  const policy = String(reply.getHeader('content-security-policy') ?? '')
  reply.header(
    'content-security-policy',
    policy.replace("style-src 'self'", `style-src 'self' 'sha256-${hash}'`),
  )
}
