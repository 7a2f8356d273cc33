import { createServer, type Socket } from 'node:net'

// The least that is an SMTP server: takes every mail whole, keeps none, and costs next to nothing, so that the ratio
// is not about the sink. Argument: its port. At the end of each mail it counts; `NOOP count` tells.
const END = Buffer.from('\r\n.\r\n')
let taken = 0

function answer(line: string): { text: string; body?: boolean; close?: boolean } {
  const verb = line.slice(0, 4).toUpperCase()
  if (verb === 'EHLO') return { text: '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n' }
  if (verb === 'DATA') return { text: '354 go on\r\n', body: true }
  if (verb === 'QUIT') return { text: '221 bye\r\n', close: true }
  return { text: line === 'NOOP count' ? `250 ${taken}\r\n` : '250 ok\r\n' }
}

function talk(socket: Socket): void {
  let held: Buffer = Buffer.alloc(0)
  let inBody = false
  socket.on('error', () => {})
  socket.setNoDelay(true)
  socket.write('220 sink\r\n')
  socket.on('data', (chunk: Buffer) => {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    let said = ''
    let over = false
    for (;;) {
      const mark = inBody ? END : '\r\n'
      const at = held.indexOf(mark)
      if (at < 0) break
      if (inBody) {
        inBody = false
        taken += 1
        said += '250 taken\r\n'
      } else {
        const { text, body, close } = answer(held.toString('latin1', 0, at))
        said += text
        inBody = body ?? false
        over ||= close ?? false
      }
      held = held.subarray(at + mark.length)
    }
    if (said) socket.write(said)
    if (over) socket.end()
  })
}

createServer(talk).listen(Number(process.argv[2]), '127.0.0.1')
