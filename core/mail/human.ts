import { isbot } from 'isbot'
import { LIMITS } from '../limits.ts'

/** An open or a click as the server saw it. Instants in epoch ms of business time. */
export interface Visit {
  method: string
  agent: string
  at: number
  /** When the mail was accepted; null where that is not known. */
  sentAt: number | null
  /** How long after that nobody can have read it yet, in ms. 0: judged by the agent alone. */
  quietMs?: number
  /** The picture of a mail: mail programs fetch it themselves, while links are opened in a browser. */
  picture?: boolean
  /** Its headers say that a program loads ahead (`Sec-Purpose`, `Purpose`, `X-Purpose`, `X-Moz`). */
  ahead?: boolean
  /** It came from where scanners are at home (`scanner-networks.ts`). */
  scanners?: boolean
}

/** Whose it was, on its face. Everything but `person` is a machine's and never scores. */
export interface Judgement {
  human: boolean
  why: 'person' | 'head' | 'proxied' | 'prefetched' | 'robot' | 'network' | 'no browser' | 'too soon'
}

/**
 * How a picture was fetched: by the reader's own program, by a provider's proxy for somebody who may have looked, or by a
 * machine ahead of any reading.
 */
export type OpenKind = 'direct' | 'proxied' | 'prefetch'

/** In business ms: nobody has read a mail and followed a link this soon after its server accepted it. */
export const QUIET_MS = 10_000

// They fetch for a person, but whether that person looked nobody knows. isbot calls them robots, so they are asked first.
const PROXY = /GoogleImageProxy|YahooMailProxy/
// Apple's Mail Privacy Protection: every picture of every mail, read or not.
const PREFETCH = /^Mozilla\/5\.0$/
const SCANNER =
  /safelinks|proofpoint|mimecast|barracuda|ciscosecureemail|ironport|fortimail|trend ?micro|\btmes\b|symantec|messagelabs|forcepoint|sophos|headless|phantomjs|puppeteer|playwright/i
const BROWSER = /^Mozilla\/[45]\.0 \(|^Opera\//
const MAIL_PROGRAM = /^Microsoft Office\/|Outlook|Thunderbird/

function whose(visit: Visit): Judgement['why'] {
  const {
    method,
    agent,
    at,
    sentAt,
    quietMs = QUIET_MS,
    picture = false,
    ahead = false,
    scanners = false,
  } = visit
  const name = agent.trim().slice(0, LIMITS.agent)
  if (method.toUpperCase() === 'HEAD') return 'head'
  if (PROXY.test(name)) return 'proxied'
  if (ahead || PREFETCH.test(name)) return 'prefetched'
  if (SCANNER.test(name) || (name !== '' && isbot(name))) return 'robot'
  if (scanners) return 'network'
  if (!BROWSER.test(name) && !(picture && MAIL_PROGRAM.test(name))) return 'no browser'
  return isSoon({ at, sentAt, quietMs }) ? 'too soon' : 'person'
}

const isSoon = ({ at, sentAt, quietMs = QUIET_MS }: Pick<Visit, 'at' | 'sentAt' | 'quietMs'>): boolean =>
  sentAt !== null && at - sentAt < quietMs

/**
 * Whether an open or a click is a person's on its face: a browser's agent, ten seconds or more after the mail was accepted. Gateways and
 * proxies open everything, often at once; a HEAD is always a machine's. A click that looks like a person's is judged on, `clicks.ts`.
 */
export function judgeVisit(visit: Visit): Judgement {
  const why = whose(visit)
  return { human: why === 'person', why }
}

/** How the picture of a mail was fetched. */
export function openKind(visit: Visit): OpenKind {
  const { why } = judgeVisit({ ...visit, picture: true })
  if (why === 'person') return 'direct'
  return why === 'proxied' && !isSoon(visit) ? 'proxied' : 'prefetch'
}
