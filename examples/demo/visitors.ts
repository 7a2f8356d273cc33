import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { api, BROWSER, follow, GATEWAY, linksIn, mailsTo } from './clients.ts'
import { lastLeft } from './counts.ts'
import type { DemoSystem } from './system.ts'
import { until } from './until.ts'

const project = dirname(dirname(import.meta.dirname))

/** What somebody types into a form. Boxes are named as the page names them. */
export type FormInput = Record<string, string>

/** Opens the page of a form and sends it, with the consent boxes ticked that are named. */
export async function submit(
  system: DemoSystem,
  form: string,
  input: FormInput,
  file?: { field: string; path: string },
): Promise<void> {
  const url = `${system.api}/f/${form}?lang=${input.lang ?? 'en'}`
  const headers = { 'user-agent': BROWSER, accept: 'text/html' }
  const page = await (await fetch(url, { headers })).text()
  const body = new FormData()
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
    body.append(name ?? '', value ?? '')
  // The boxes: both of them are ticked by whoever wants mail.
  for (const [, name, value] of page.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]*)"/g))
    body.append(name ?? '', value ?? '')
  for (const [name, value] of Object.entries(input)) if (name !== 'lang') body.append(name, value)
  if (file)
    body.append(
      file.field,
      new Blob([await readFile(join(project, file.path))], { type: 'application/pdf' }),
      'specification.pdf',
    )
  const multipart = page.includes('enctype="multipart/form-data"')
  const plain = new URLSearchParams()
  for (const [name, value] of body) if (typeof value === 'string') plain.append(name, value)
  const sent = multipart ? body : plain
  const reply = await fetch(url.split('?')[0] ?? url, { method: 'POST', headers, body: sent })
  const text = await reply.text()
  if (!reply.ok)
    throw new Error(
      `/f/${form} was refused with ${reply.status}: ${text
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 400)}`,
    )
}

/** Waits for a mail to this address whose subject fits, and follows the first link of its text, as a person does. */
export async function readAndClick(system: DemoSystem, address: string, subject: RegExp): Promise<void> {
  const mail = await until(`a mail to ${address}`, async () =>
    (await mailsTo(system, address)).find((one) => subject.test(one.subject)),
  )
  const link = linksIn(system, mail, '/m/').find((one) => /\/m\/[cd]\//.test(one))
  if (!link) throw new Error(`“${mail.subject}” has no link to follow`)
  // Counted from when the ledger has it: who clicks within ten seconds of that is taken for a machine.
  await until('ten business seconds after it came', async () => {
    const last = await lastLeft(system.db, address)
    return last !== null && (await system.now()) - last > 11_000
  })
  await follow(system, link)
}

/** A gateway opens all links of the first mail at once, with the agent of a machine. */
export async function scan(system: DemoSystem, address: string): Promise<void> {
  const [mail] = await mailsTo(system, address)
  if (!mail) throw new Error(`nothing came to ${address}`)
  for (const link of linksIn(system, mail, '/m/')) await follow(system, link, GATEWAY)
}

/** One click on unsubscribe, as mailbox providers do it (RFC 8058). */
export async function unsubscribe(system: DemoSystem, address: string): Promise<void> {
  const [mail] = await mailsTo(system, address)
  const [link] = mail ? linksIn(system, mail, '/m/u/') : []
  if (!link) throw new Error(`the mail to ${address} has no way out`)
  const reply = await fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  })
  if (!reply.ok) throw new Error(`unsubscribing was refused with ${reply.status}`)
}

/** Pages of the company's own site that somebody looks at, as its counter tells us. */
export const look = (system: DemoSystem, email: string, pages: string[]): Promise<unknown> =>
  api(system, 'POST /v1/facts', {
    body: { facts: pages.map((page) => ({ type: 'page.viewed', lead: { email }, props: { page } })) },
  })
