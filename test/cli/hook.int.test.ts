import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { running } from './running.ts'

const system = await running()

test('prints the secret that the hook answers to, and that of no other', async () => {
  await writeFile(join(system.folder, 'secret'), `${system.deps.secret}\n`)
  const printed = (await system.kindling('hook', 'crm', '--json')).json()
  expect(printed.path).toBe('/hooks/crm')
  const body = JSON.stringify({ type: 'page.viewed', data: { lead: { email: 'hooked@works.example' } } })
  const told = async (path: string) => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000)
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at.getTime() / 1000),
      'webhook-signature': new Webhook(String(printed.secret)).sign('msg_1', at, body),
      'content-type': 'application/json',
    }
    return (await system.app.inject({ method: 'POST', url: path, headers, payload: body })).statusCode
  }
  expect(await told('/hooks/crm')).toBe(202)
  expect(await told('/hooks/erp')).toBe(401)
  expect(await system.kindling('hook', 'No Name')).toMatchObject({ code: 2 })
})
