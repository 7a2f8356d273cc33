import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'

/** A mail as the sink's JSON shows it. */
export interface SunkMail {
  id: string
  /** The mail's own Date, ISO: business time of whoever sent it. */
  at: string
  /** Addresses of the envelope. */
  from: string
  to: string[]
  subject: string
  /** By lower-case name; a header that stands twice is a list. */
  headers: Record<string, string | string[]>
  text: string
  html: string
}

/** Keeps every mail as a file, so that a restart keeps them too. */
export interface Mailbox {
  add(mail: { from: string; to: string[]; raw: Buffer }): Promise<SunkMail>
  list(to?: string): SunkMail[]
  raw(id: string): Promise<Buffer | null>
  clear(): Promise<void>
}

const FILE = /^(\d{8})\.eml$/
const ENVELOPE = /^X-Sink-Envelope: (.*)\r\n/

/** Opens the folder, and reads what lies in it. */
export async function openMailbox(folder: string): Promise<Mailbox> {
  await mkdir(folder, { recursive: true })
  const mails = new Map<string, SunkMail>()
  let last = 0
  for (const name of (await readdir(folder)).sort()) {
    const id = FILE.exec(name)?.[1]
    if (!id) continue
    const stored = await readFile(join(folder, name))
    const found = ENVELOPE.exec(stored.subarray(0, 20_000).toString('utf8'))
    if (!found?.[1]) continue
    const envelope = JSON.parse(found[1]) as { from: string; to: string[] }
    mails.set(id, await sunkMail(id, { ...envelope, raw: stored.subarray(Buffer.byteLength(found[0])) }))
    last = Number(id)
  }
  return {
    async add({ from, to, raw }) {
      last += 1
      const id = String(last).padStart(8, '0')
      const mail = await sunkMail(id, { from, to, raw })
      const file = join(folder, `${id}.eml`)
      await writeFile(
        `${file}.part`,
        Buffer.concat([Buffer.from(`X-Sink-Envelope: ${JSON.stringify({ from, to })}\r\n`), raw]),
      )
      await rename(`${file}.part`, file)
      mails.set(id, mail)
      return mail
    },
    list: (to) =>
      [...mails.values()].filter((mail) => to === undefined || mail.to.includes(to.trim().toLowerCase())),
    async raw(id) {
      if (!mails.has(id)) return null
      const stored = await readFile(join(folder, `${id}.eml`))
      return stored.subarray(stored.indexOf('\n') + 1)
    },
    async clear() {
      const ids = [...mails.keys()]
      mails.clear()
      for (const id of ids) await rm(join(folder, `${id}.eml`), { force: true })
    },
  }
}

async function sunkMail(
  id: string,
  { from, to, raw }: { from: string; to: string[]; raw: Buffer },
): Promise<SunkMail> {
  const parsed = await PostalMime.parse(raw)
  return {
    id,
    at: parsed.date ?? '',
    from: from.toLowerCase(),
    to: to.map((address) => address.toLowerCase()),
    subject: parsed.subject ?? '',
    headers: headersOf(parsed),
    text: parsed.text ?? '',
    html: parsed.html ?? '',
  }
}

function headersOf(mail: Email): SunkMail['headers'] {
  const headers: SunkMail['headers'] = Object.create(null) as SunkMail['headers']
  for (const { key, value } of mail.headers) {
    const before = headers[key]
    headers[key] = before === undefined ? value : [before, value].flat()
  }
  return headers
}
