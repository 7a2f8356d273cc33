import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { expect, test } from 'vitest'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { afterwards } from '../harness/afterwards.ts'

const letter = (over: object = {}) => ({
  from: 'a@works.example',
  to: 'b@client.example',
  bytes: Buffer.from('Subject: x\r\n\r\nHi\r\n'),
  may: async () => true,
  ...over,
})

/** A server of smtp-server's that keeps what it took, and how each line signed in. */
async function server(
  options: SMTPServerOptions,
): Promise<{ port: number; taken: string[]; users: string[] }> {
  const [taken, users]: [string[], string[]] = [[], []]
  const smtp = new SMTPServer({
    onAuth({ method, username, password }, _session, done) {
      if (password !== 'pass word') return done(Object.assign(new Error('no'), { responseCode: 535 }))
      users.push(`${method} ${username}`)
      done(null, { user: username })
    },
    onData(stream, session, done) {
      taken.push(`${session.secure ? 'tls' : 'plain'} ${session.user ?? ''}`.trim())
      stream.resume()
      stream.once('end', () => done())
    },
    ...options,
  })
  smtp.on('error', () => {})
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  afterwards(() => new Promise<void>((done) => smtp.close(() => done())))
  return { port: (smtp.server.address() as AddressInfo).port, taken, users }
}

interface Reciting {
  url: string
  heard: string[]
  /** How often somebody connected. */
  lines: number
  hangUp(words: string): void
}

/** A server that says these lines, one for each line it hears, and what it heard. */
async function reciting(lines: (heard: string) => string | null): Promise<Reciting> {
  const sockets = new Set<Socket>()
  const state: Reciting = {
    url: '',
    heard: [],
    lines: 0,
    hangUp: (words) => sockets.forEach((socket) => socket.end(`${words}\r\n`)),
  }
  const listening = createServer((socket) => {
    sockets.add(socket)
    state.lines += 1
    let [held, inBody] = ['', false]
    socket.on('error', () => {})
    socket.write(`${lines('(connected)') ?? '220 hello'}\r\n`)
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1')
      for (let at = held.indexOf('\r\n'); at >= 0; at = held.indexOf('\r\n')) {
        const said = held.slice(0, at)
        held = held.slice(at + 2)
        if (inBody && said !== '.') continue
        state.heard.push(said)
        const answer = lines(said) ?? (said === 'DATA' ? '354 go on' : '250 ok')
        inBody = answer.startsWith('354')
        socket.write(`${answer}\r\n`)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  afterwards(async () => {
    for (const socket of sockets) socket.destroy()
    listening.close()
  })
  state.url = `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`
  return state
}

const over = (url: string) => {
  const transport = smtpTransport(url)
  afterwards(() => transport.close())
  return transport
}

test('STARTTLS is used where it is offered, and the password goes over it', async () => {
  const { port, taken, users } = await server({})
  const transport = over(`smtp://me%40works.example:pass%20word@127.0.0.1:${port}`)
  expect(await transport.send(letter())).toMatchObject({ end: 'accepted' })
  expect(taken).toEqual(['tls me@works.example'])
  expect(users).toEqual(['PLAIN me@works.example'])
})

test('smtps is TLS from the start; LOGIN where only that is offered', async () => {
  const { port, taken, users } = await server({ secure: true, authMethods: ['LOGIN'] })
  expect(await over(`smtps://me:pass%20word@127.0.0.1:${port}`).send(letter())).toMatchObject({
    end: 'accepted',
  })
  expect([taken, users]).toEqual([['tls me'], ['LOGIN me']])
})

test('a wrong password is a refusal of us with nothing offered', async () => {
  const { port, taken } = await server({})
  expect(await over(`smtp://me:wrong@127.0.0.1:${port}`).send(letter())).toMatchObject({
    end: 'refused',
    code: 535,
    offered: 'none',
  })
  expect(taken).toEqual([])
})

test('a server that knows only HELO, and says what it has to say in several lines', async () => {
  const { url, heard } = await reciting((said) =>
    said.startsWith('EHLO') ? '502 what?' : said === '.' ? '250-taken\r\n250 for sure' : null,
  )
  expect(await over(url).send(letter())).toEqual({ end: 'accepted', code: 250, text: '250 taken\nfor sure' })
  expect(heard.map((line) => line.slice(0, 4))).toEqual(['EHLO', 'HELO', 'MAIL', 'RCPT', 'DATA', '.'])
})

test('a greeting that refuses tells its code', async () => {
  const { url } = await reciting((said) => (said === '(connected)' ? '554 5.7.1 not you' : null))
  expect(await over(url).send(letter())).toEqual({
    end: 'refused',
    code: 554,
    text: '554 5.7.1 not you',
    offered: 'none',
  })
})

test('after a refused recipient the same line takes the next mail, in step, also where commands go together', async () => {
  for (const offers of ['250 8BITMIME', '250-8BITMIME\r\n250 PIPELINING']) {
    const state = await reciting((said) =>
      said.startsWith('EHLO')
        ? offers
        : said.startsWith('RCPT TO:<no@')
          ? '550 5.1.1 nobody'
          : said === 'DATA' && (state.heard.at(-2) ?? '').startsWith('RCPT TO:<no@')
            ? '503 5.5.1 no recipient'
            : null,
    )
    const transport = over(state.url)
    for (const [to, end] of [
      ['no@client.example', 'refused'],
      ['yes@client.example', 'accepted'],
      ['no@client.example', 'refused'],
    ])
      expect(await transport.send(letter({ to }))).toMatchObject({ end })
    expect([state.lines, state.heard.filter((line) => line === '.').length]).toEqual([1, 1])
  }
})

test('a server that wants a body for a mail whose recipient it refused gets none', async () => {
  const { url, heard } = await reciting((said) =>
    said.startsWith('EHLO')
      ? '250-hi\r\n250 PIPELINING'
      : said.startsWith('RCPT')
        ? '550 5.1.1 nobody'
        : null,
  )
  expect(await over(url).send(letter())).toMatchObject({ end: 'refused', code: 550, offered: 'none' })
  expect(heard).not.toContain('.')
})

test('a 421 in the middle ends the line, and the next mail opens another', async () => {
  let times = 0
  const state = await reciting((said) =>
    said.startsWith('MAIL') && times++ === 0 ? '421 4.7.0 slow down' : null,
  )
  const transport = over(state.url)
  expect(await transport.send(letter())).toMatchObject({ end: 'refused', code: 421, offered: 'none' })
  expect(await transport.send(letter())).toMatchObject({ end: 'accepted' })
  expect(state.lines).toBe(2)
})

test('a kept line on which the server said goodbye meanwhile costs the next mail nothing', async () => {
  const state = await reciting(() => null)
  const transport = over(state.url)
  expect(await transport.send(letter())).toMatchObject({ end: 'accepted' })
  state.hangUp('421 4.4.2 idle for too long')
  expect(await transport.send(letter())).toMatchObject({ end: 'accepted' })
  expect([state.lines, state.heard.filter((line) => line === '.').length]).toEqual([2, 2])
})

test('an address that holds a line end is given to no server', async () => {
  const { url, heard } = await reciting(() => null)
  expect(await over(url).send(letter({ to: 'b@client.example>\r\nDATA' }))).toEqual({
    end: 'broken',
    offered: 'none',
  })
  expect(heard.filter((line) => !line.startsWith('EHLO') && line !== 'QUIT')).toEqual([])
})

test('lines that begin with a dot, and bodies without a line end, arrive as they were', async () => {
  const bodies: string[] = []
  const { port } = await server({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (part: Buffer) => {
        text += part.toString('latin1')
      })
      stream.once('end', () => {
        bodies.push(text)
        done()
      })
    },
  })
  const transport = over(`smtp://127.0.0.1:${port}`)
  const given = ['.\r\n..\r\n.x\r\nx.\r\n', 'S: x\r\n\r\n.', `S: x\r\n\r\n${'.long\r\n'.repeat(40_000)}`]
  for (const text of given) await transport.send(letter({ bytes: Buffer.from(text, 'latin1') }))
  expect(bodies.map((text) => text.replace(/\r\n$/, ''))).toEqual(
    given.map((text) => text.replace(/\r\n$/, '')),
  )
})
