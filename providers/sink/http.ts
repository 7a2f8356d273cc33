import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Mailbox } from './mailbox.ts'
import { listPage, mailPage } from './page.ts'
import { type Script, scriptSchema } from './script.ts'

const LARGEST_SCRIPT = 100_000

interface Answer {
  status: number
  type?: string
  body?: string | Buffer
}

/** A running HTTP side. */
export interface SinkHttp {
  port: number
  close(): Promise<void>
}

/** The sink's page and JSON: `GET /messages?to=`, `GET /messages/{id}/raw`, `DELETE /messages`, `PUT /script`. */
export async function startHttp({
  port,
  host,
  mailbox,
  script,
}: {
  port: number
  host: string
  mailbox: Mailbox
  script: Script
}): Promise<SinkHttp> {
  const server = createServer((request, response) => {
    answer(request, { mailbox, script }).then(
      (one) => send(response, one),
      () => send(response, { status: 500 }),
    )
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  { mailbox, script }: { mailbox: Mailbox; script: Script },
): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://sink')
  const route = `${request.method} ${url.pathname}`
  const one = /^GET \/(messages|mail)\/(\d{8})(\/raw)?$/.exec(route)
  if (route === 'GET /') return html(listPage(mailbox.list()))
  if (route === 'GET /messages') return json(mailbox.list(url.searchParams.get('to') ?? undefined))
  if (one?.[2]) return single(mailbox, { id: one[2], page: one[1] === 'mail', raw: one[3] !== undefined })
  if (route === 'DELETE /messages') {
    await mailbox.clear()
    return { status: 204 }
  }
  if (route !== 'PUT /script') return { status: 404, type: 'text/plain', body: 'not found' }
  const parsed = scriptSchema.safeParse(await bodyOf(request))
  if (!parsed.success) return { status: 400, type: 'text/plain', body: 'the script is not a list of rules' }
  script.set(parsed.data)
  return { status: 204 }
}

async function single(
  mailbox: Mailbox,
  { id, page, raw }: { id: string; page: boolean; raw: boolean },
): Promise<Answer> {
  const mail = mailbox.list().find((one) => one.id === id)
  if (!mail) return { status: 404, type: 'text/plain', body: 'not found' }
  if (raw) return { status: 200, type: 'message/rfc822', body: (await mailbox.raw(id)) ?? '' }
  return page ? html(mailPage(mail)) : json(mail)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > LARGEST_SCRIPT) return null
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    return null
  }
}

const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
})
const html = (text: string): Answer => ({ status: 200, type: 'text/html', body: text })

function send(response: ServerResponse, { status, type, body }: Answer): void {
  const charset = type?.startsWith('text/') ? '; charset=utf-8' : ''
  response
    .writeHead(status, { ...(type && { 'content-type': `${type}${charset}` }), 'cache-control': 'no-store' })
    .end(body)
}
