import type { DemoSystem } from './system.ts'

/** A mail as the sink has it. */
export interface SunkMail {
  id: string
  at: string
  from: string
  to: string[]
  subject: string
  headers: Record<string, string>
  text: string
  html: string
}

/** A browser's agent: what clicks with it counts as a person. */
export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
/** A mail gateway's, which opens every link that it sees. */
export const GATEWAY = 'Mozilla/5.0 (compatible; LinkScanner/2.1; bot)'

/** The API with a key: the machine's own, or a seller's. @throws on any refusal */
export async function api<T>(
  system: DemoSystem,
  request: string,
  { body, key = system.key }: { body?: unknown; key?: string } = {},
): Promise<T> {
  const [method, path] = request.split(' ')
  const reply = await fetch(system.api + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${request} was refused with ${reply.status}: ${text.slice(0, 500)}`)
  return (text === '' ? null : JSON.parse(text)) as T
}

/** The mails to an address, the oldest first; to everybody without one. */
export async function mailsTo(system: DemoSystem, address?: string): Promise<SunkMail[]> {
  const reply = await fetch(
    `${system.mail}/messages${address === undefined ? '' : `?to=${encodeURIComponent(address)}`}`,
  )
  return (await reply.json()) as SunkMail[]
}

/** The links of a mail that begin so: `/m/c/` are the tracked ones. */
export function linksIn(system: DemoSystem, mail: SunkMail, path: string): string[] {
  const found = mail.text.match(/<(https?:[^>\s]+)>/g) ?? []
  return found.map((link) => link.slice(1, -1)).filter((link) => link.startsWith(system.api + path))
}

/** Follows one link as this agent does, to where it leads within our own pages; the site behind it is not asked. */
export async function follow(system: DemoSystem, link: string, agent = BROWSER): Promise<Response> {
  const reply = await fetch(link, { headers: { 'user-agent': agent }, redirect: 'manual' })
  const next = reply.headers.get('location')
  await reply.arrayBuffer()
  return next?.startsWith(system.api) ? follow(system, next, agent) : reply
}
