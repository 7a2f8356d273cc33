import { open } from 'node:fs/promises'

/** Encodings that exports of CRMs and spreadsheets come in. Names as iconv-lite knows them. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'koi8-r'

const WINDOW = 64 * 1024
/** The ten commonest letters of Russian text: half of all letters. A wrong table makes rare ones of them. */
const COMMON = new Set('оеаинтсрвлОЕАИНТСРВЛ')

/**
 * Finds the encoding of a text file by its byte order mark, else by the first stretch that is not plain ASCII:
 * valid UTF-8 is UTF-8; otherwise the Russian table whose letters look like words.
 */
export async function findEncoding(file: string): Promise<Encoding> {
  const handle = await open(file)
  try {
    const buffer = Buffer.alloc(WINDOW)
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, WINDOW, at)
      const bytes = buffer.subarray(0, bytesRead)
      const found = at === 0 ? byMark(bytes) : null
      if (found) return found
      if (bytesRead === 0) return 'utf-8'
      if (bytes.some((byte) => byte > 0x7f)) return byBytes(bytes)
      // A stretch may begin inside a character, so the next one repeats the last bytes of this one.
      at += bytesRead < WINDOW ? bytesRead : WINDOW - 4
    }
  } finally {
    await handle.close()
  }
}

function byMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros = (from: number) =>
    bytes.subarray(0, 1000).filter((byte, n) => n % 2 === from && byte === 0).length
  const half = Math.min(bytes.length, 1000) / 2
  if (half > 4 && zeros(1) > half * 0.3) return 'utf-16le'
  if (half > 4 && zeros(0) > half * 0.3) return 'utf-16be'
  return null
}

/** The encoding of bytes that hold at least one above 0x7f. */
export function byBytes(bytes: Buffer): Encoding {
  if (isUtf8(bytes)) return 'utf-8'
  return likeWords(bytes, 'windows-1251') >= likeWords(bytes, 'koi8-r') ? 'windows-1251' : 'koi8-r'
}

function isUtf8(bytes: Buffer): boolean {
  // The window may cut the first or last character: up to three bytes on each side are not judged.
  let from = 0
  while (from < 3 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  for (let cut = 0; cut < 4; cut++) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, bytes.length - cut))
      return true
    } catch {
      continue
    }
  }
  return false
}

/** Common letters count for, a capital after a small letter counts against: in the wrong table cases swap. */
function likeWords(bytes: Buffer, encoding: 'windows-1251' | 'koi8-r'): number {
  const text = new TextDecoder(encoding).decode(bytes)
  let common = 0
  for (const letter of text) if (COMMON.has(letter)) common++
  return common - 3 * (text.match(/[а-яё][А-ЯЁ]/g)?.length ?? 0)
}
