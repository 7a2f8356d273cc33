import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { afterwards } from '../harness/afterwards.ts'
import { testMail } from '../harness/mail.ts'
import { freePort } from '../harness/ports.ts'

const letter = (over: object = {}) => ({
  from: 'a@works.example',
  to: 'b@client.example',
  bytes: Buffer.from('Subject: x\r\n\r\n.dot\r\nHi\r\n'),
  may: async () => true,
  ...over,
})

test('the bytes arrive as they were, over a line that is kept open', async () => {
  const mail = await testMail()
  const transport = smtpTransport(mail.url, { connections: 1 })
  afterwards(() => transport.close())
  for (let n = 0; n < 3; n++)
    expect(await transport.send(letter())).toMatchObject({ end: 'accepted', code: 250 })
  expect(mail.received.map((one) => one.raw.toString())).toEqual(
    Array(3).fill('Subject: x\r\n\r\n.dot\r\nHi\r\n'),
  )
})

test('a body that may no longer go is withheld, and the server keeps nothing', async () => {
  const mail = await testMail()
  const transport = smtpTransport(mail.url)
  afterwards(() => transport.close())
  expect(await transport.send(letter({ may: async () => false }))).toEqual({ end: 'withheld' })
  expect(await transport.send(letter({ to: 'c@client.example' }))).toMatchObject({ end: 'accepted' })
  expect(mail.received.map((one) => one.to)).toEqual([['c@client.example']])
})

test('a refusal tells its code and how much of the body was offered', async () => {
  const mail = await testMail()
  const transport = smtpTransport(mail.url)
  afterwards(() => transport.close())
  mail.refuse(() => ({ at: 'rcpt', code: 550, text: '5.1.1 nobody' }))
  expect(await transport.send(letter())).toMatchObject({ end: 'refused', code: 550, offered: 'none' })
  mail.refuse(() => ({ at: 'data', code: 451, text: '4.7.1 later' }))
  expect(await transport.send(letter())).toMatchObject({ end: 'refused', code: 451, offered: 'whole' })
})

test('nobody listens: broken, with nothing offered', async () => {
  const transport = smtpTransport(`smtp://127.0.0.1:${await freePort()}`)
  expect(await transport.send(letter())).toEqual({ end: 'broken', offered: 'none' })
})

test('a server that falls silent in the middle of a large body: part of it was offered', async () => {
  const silent = createServer((socket) => {
    const replies = ['250 hi', '250 ok', '250 ok', '354 go']
    socket.write('220 silent\r\n')
    socket.on('error', () => {})
    socket.on('data', () => {
      const reply = replies.shift()
      if (reply) socket.write(`${reply}\r\n`)
      else socket.pause()
    })
  }).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  afterwards(async () => {
    silent.close()
  })
  const transport = smtpTransport(`smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`, {
    silenceMs: 3000,
  })
  afterwards(() => transport.close())
  const bytes = Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.alloc(30_000_000, 'x\r\n')])
  expect(await transport.send(letter({ bytes }))).toEqual({ end: 'broken', offered: 'part' })
})
