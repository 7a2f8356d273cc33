import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import type { SunkMail } from '../../../providers/sink/mailbox.ts'
import { startSink } from '../../../providers/sink/sink.ts'
import { afterwards } from '../../harness/afterwards.ts'

async function sinkIn(folder: string) {
  const sink = await startSink({ folder, smtpPort: 0, httpPort: 0 })
  afterwards(() => sink.close())
  const http = `http://127.0.0.1:${sink.httpPort}`
  const transport = createTransport(`smtp://127.0.0.1:${sink.smtpPort}`)
  return {
    ...sink,
    http,
    send: (to: string, subject = 'Привет') =>
      transport.sendMail({ from: '"A" <a@works.example>', to, subject, text: 'Hi', html: '<b>Hi</b>' }),
    list: async (to = '') =>
      (await (await fetch(`${http}/messages${to && `?to=${to}`}`)).json()) as SunkMail[],
  }
}

async function folderOfOurs(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-sink-'))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('mail is listed by recipient, shown raw, and kept over a restart until it is deleted', async () => {
  const folder = await folderOfOurs()
  const first = await sinkIn(folder)
  await first.send('Anna@client.example')
  await first.send('boris@client.example', 'Second')
  const [mail] = await first.list('anna@client.example')
  expect(mail).toMatchObject({
    from: 'a@works.example',
    to: ['anna@client.example'],
    subject: 'Привет',
    text: 'Hi\n',
    html: '<b>Hi</b>\n',
  })
  expect(mail?.headers.from).toBe('A <a@works.example>')
  const raw = await (await fetch(`${first.http}/messages/${mail?.id}/raw`)).text()
  expect(raw).toMatch(/^From: A <a@works\.example>\r\n/)
  await first.close()

  const second = await sinkIn(folder)
  expect((await second.list()).map((one) => one.subject)).toEqual(['Привет', 'Second'])
  await second.send('vera@client.example', 'Third')
  expect((await second.list()).map((one) => one.id)).toEqual(['00000001', '00000002', '00000003'])
  expect((await fetch(`${second.http}/messages`, { method: 'DELETE' })).status).toBe(204)
  expect(await second.list()).toEqual([])
})

test('the page shows what a stranger wrote without running it', async () => {
  const sink = await sinkIn(await folderOfOurs())
  await sink.send('anna@client.example', '<script>alert(1)</script>')
  const [mail] = await sink.list()
  for (const path of ['/', `/mail/${mail?.id}`]) {
    const page = await (await fetch(`${sink.http}${path}`)).text()
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&#60;script&#62;alert')
  }
})

test('an address can ask for a refusal, and a script can say more', async () => {
  const sink = await sinkIn(await folderOfOurs())
  await expect(sink.send('x+550@client.example')).rejects.toMatchObject({ responseCode: 550 })
  const put = (rules: unknown) => fetch(`${sink.http}/script`, { method: 'PUT', body: JSON.stringify(rules) })
  expect((await put([{ at: 'end', code: 451, text: '4.7.1 later', times: 1 }])).status).toBe(204)
  await expect(sink.send('y@client.example')).rejects.toMatchObject({ responseCode: 451 })
  await sink.send('y@client.example')
  expect(await sink.list()).toHaveLength(1)
  expect((await put({ nonsense: true })).status).toBe(400)
})
