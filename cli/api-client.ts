import { z } from 'zod'
import { Refused } from './output.ts'
import { apiOf } from './run-file.ts'

const problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string().optional(), detail: z.string().optional() })).optional(),
})

/** An answer of the API; `body` is whatever JSON it sent, null for none. */
export interface Answer {
  status: number
  body: unknown
}

/** The running system, as the command line speaks with it. */
export interface ApiClient {
  url: string
  /** Any answer, also a refusal. @throws Refused if nobody answers. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** A good answer's body. @throws Refused with the problem's words otherwise. */
  must(method: string, path: string, body?: unknown): Promise<unknown>
  /** A good answer that is no JSON, as it came. @throws Refused */
  text(path: string): Promise<string>
}

/** A text that the API answers with, such as CSV. @throws Refused */
export async function apiText(path: string): Promise<string> {
  const { url, key } = apiOf()
  const reply = await fetch(url + path, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(60_000),
  }).catch(() => {
    throw silent(url)
  })
  const text = await reply.text()
  if (reply.ok) return text
  throw refusal({ status: reply.status, body: jsonOf(text) })
}

const silent = (url: string): Refused =>
  new Refused(`Nobody answers at ${url}. Is Kindling running? Start it with \`npm start\`.`)

/** A client for the system of this machine, or of KINDLING_API_URL. */
export function apiClient(): ApiClient {
  const { url, key } = apiOf()
  const sent = async (method: string, path: string, body?: unknown) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const reply = await fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    }).catch(() => {
      throw silent(url)
    })
    return { status: reply.status, text: await reply.text() }
  }
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const { status, text } = await sent(method, path, body)
    return { status, body: jsonOf(text) }
  }
  const text = async (path: string): Promise<string> => {
    const answer = await sent('GET', path)
    if (answer.status < 400) return answer.text
    throw refusal({ status: answer.status, body: jsonOf(answer.text) })
  }
  const must = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await ask(method, path, body)
    if (answer.status < 400) return answer.body
    throw refusal(answer)
  }
  return { url, ask, must, text }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A refusal of the API in words: the problem, and below it each place that was wrong, where more is said of it. */
export function refusal({ status, body }: Answer): Refused {
  const parsed = problem.safeParse(body)
  if (!parsed.success) return new Refused(`The API answered ${status}.`)
  const { title, detail, errors } = parsed.data
  const places = (errors ?? [])
    .filter((one) => one.detail !== title)
    .map((one) => `${one.pointer ?? ''}: ${one.detail ?? ''}`)
  const said = errors && errors.length > 0 ? title : detail
  return new Refused(said ?? title ?? `The API answered ${status}.`, places)
}
