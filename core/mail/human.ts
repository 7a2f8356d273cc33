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
}

/** Whose it was. Everything but `person` is a machine's and never scores. */
export interface Judgement {
  human: boolean
  why: 'person' | 'head' | 'proxied' | 'robot' | 'no browser' | 'too soon'
}

const QUIET_MS = 10_000

// They fetch for a person, but whether that person looked nobody knows. isbot calls them robots, so they are asked first.
const PROXY = /GoogleImageProxy|YahooMailProxy|^Mozilla\/5\.0$/
const SCANNER = /safelinks|proofpoint|mimecast|barracuda|headless|phantomjs|puppeteer|playwright/i
const BROWSER = /^Mozilla\/[45]\.0 \(|^Opera\//

function whose({ method, agent, at, sentAt, quietMs = QUIET_MS }: Visit): Judgement['why'] {
  const name = agent.trim().slice(0, LIMITS.agent)
  if (method.toUpperCase() === 'HEAD') return 'head'
  if (PROXY.test(name)) return 'proxied'
  if (SCANNER.test(name) || (name !== '' && isbot(name))) return 'robot'
  if (!BROWSER.test(name)) return 'no browser'
  return sentAt !== null && at - sentAt < quietMs ? 'too soon' : 'person'
}

/**
 * Whether an open or a click is a person's: a browser's agent, ten seconds or more after the mail was accepted. Gateways and proxies open
 * everything, often at once; a HEAD is always a machine's.
 */
export function judgeVisit(visit: Visit): Judgement {
  const why = whose(visit)
  return { human: why === 'person', why }
}
