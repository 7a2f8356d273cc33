import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'

const SCRIPT = join(import.meta.dirname, 'judges.py')
const MOST = 200_000_000

const asked = (what: 'dkim' | 'mime', question: object): string =>
  execFileSync(inject('python'), [SCRIPT, what], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: MOST,
  })
const base64 = (mails: Buffer[]) => mails.map((mail) => mail.toString('base64'))

/** Whether Python's verifier takes each signature, with this TXT record in DNS. */
export const dkimVerdicts = (mails: Buffer[], record: string): boolean[] =>
  JSON.parse(asked('dkim', { record, mails: base64(mails) }))

/** A mail as Python's `email` package reads it. People are pairs of name and address. */
export interface ParsedMail {
  headers: string[]
  subject: string
  from: [string, string][]
  to: [string, string][]
  replyTo: [string, string][]
  parts: [type: string, content: string][]
  defects: string[]
}

export const parsedMails = (mails: Buffer[]): ParsedMail[] =>
  JSON.parse(asked('mime', { mails: base64(mails) }))

/** SpamAssassin's points for each mail and the rules that gave them, by its own rules without the network. */
export function spamPoints(mails: Buffer[]): { points: number; rules: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-spam-'))
  const prefs = join(folder, 'prefs')
  writeFileSync(prefs, '')
  try {
    const box = execFileSync(
      inject('spamassassin'),
      ['--local', '--mbox', `--prefspath=${prefs}`, '--cf=use_bayes 0', '--cf=use_auto_whitelist 0'],
      { input: Buffer.concat(mails.map(inBox)), maxBuffer: MOST, stdio: ['pipe', 'pipe', 'ignore'] },
    )
    const headers = box.toString('latin1').split(FROM).slice(1)
    // A box is judged in an order of its own.
    const judged = new Map(headers.map((text) => [Number(/^X-Place: (\d+)/m.exec(text)?.[1]), text]))
    return mails.map((_, place) => {
      const text = judged.get(place) ?? ''
      const status = /^X-Spam-Status: (.*(?:\n[ \t].*)*)/m.exec(text)?.[1]?.replace(/\s+/g, ' ') ?? ''
      const [, points = 'NaN', rules = ''] =
        /score=(-?[\d.]+) .*?tests=(.*?) (?:autolearn|version)/.exec(status) ?? []
      return { points: Number(points), rules: rules.replaceAll(' ', '') }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const FROM = 'From us@works.example Mon Mar  2 09:00:00 2026\n'

/** A mail as it lies in a box of many (mbox): its own lines that begin so are marked. */
const inBox = (mail: Buffer, place: number): Buffer =>
  Buffer.from(
    `${FROM}X-Place: ${place}\n${mail
      .toString('latin1')
      .replaceAll('\r\n', '\n')
      .replace(/^From /gm, '>From ')}\n`,
    'latin1',
  )
