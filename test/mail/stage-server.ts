import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterwards } from '../harness/afterwards.ts'

/** Where a server stops talking: before its greeting, after RCPT, after DATA, in the middle of a body, or with all of it and no answer. */
export type ServerStage = 'connected' | 'rcpt' | 'data' | 'body' | 'dot'

/** An SMTP server that falls silent at one stage, for as long as `silentAt` says so. */
export interface StageServer {
  url: string
  silentAt: ServerStage | null
  /** How many mails came to the stage. */
  reached: number
  /** Message-IDs of the mails it has whole, also those it never said so of. */
  whole: string[]
}

export async function stageServer(): Promise<StageServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterwards(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const state: StageServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silentAt: null,
    reached: 0,
    whole: [],
  }
  const silent = (socket: Socket, stage: ServerStage): boolean => {
    if (state.silentAt !== stage) return false
    socket.pause()
    state.reached += 1
    return true
  }
  function talk(socket: Socket): void {
    if (silent(socket, 'connected')) return
    let [held, inBody] = ['', false]
    socket.write('220 stages\r\n')
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('latin1')
      if (inBody && silent(socket, 'body')) return
      for (;;) {
        const mark = inBody ? '\r\n.\r\n' : '\r\n'
        const at = held.indexOf(mark)
        if (at < 0) return
        const said = held.slice(0, at)
        held = held.slice(at + mark.length)
        if (inBody) {
          inBody = false
          state.whole.push(/^Message-ID: (.*)$/m.exec(said.replaceAll('\r', ''))?.[1] ?? '')
          if (silent(socket, 'dot')) return
        }
        if (said.startsWith('RCPT') && silent(socket, 'rcpt')) return
        if (said === 'DATA' && silent(socket, 'data')) return
        inBody = said === 'DATA'
        socket.write(inBody ? '354 go on\r\n' : '250 ok\r\n')
      }
    })
  }
  return state
}
