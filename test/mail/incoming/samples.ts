import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Signs the tokens in the samples, and the mail that they answer. */
export const SECRET = 'the-secret-of-incoming-samples-00001'
export const KEY = '5f1d0c2ab37e4986a0b1c2d3e4f50617'

/** One sample: its file, the document its shape comes from, and what it must be taken for. */
export interface Sample {
  file: string
  shape: string
  kind: string
  recipients: { address: string | null; class: string; status: string | null }[]
  /** How the mail of ours is known; null: not at all. */
  key: string | null
  forged: number
}

const given = (text: string): string | null => (text === '–' ? null : text)

function sampleOf(row: string): Sample {
  const [file = '', shape = '', kind = '', recipients = '', key = '', forged = ''] = row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
  const named = recipients === '' ? [] : recipients.split('; ').map((one) => one.split(' '))
  return {
    file,
    shape,
    kind,
    recipients: named.map(([address = '', name = '', status = '']) => ({
      address: given(address),
      class: name,
      status: given(status),
    })),
    key: given(key),
    forged: Number(forged),
  }
}

/** The table of README.md. */
export const SAMPLES: Sample[] = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \S+\.eml \|/.test(line))
  .map(sampleOf)
