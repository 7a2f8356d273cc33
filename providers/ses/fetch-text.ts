import type { FetchText } from './sns.ts'

/** Machine time. */
const ANSWER_MS = 10_000
const MOST_BYTES = 64 * 1024

/** Amazon did not answer, or not as it should. */
export class AmazonSilent extends Error {
  constructor() {
    super('Amazon does not answer')
    this.name = 'AmazonSilent'
  }
}

/** Fetches a text from an address of Amazon's: it follows nowhere else, and takes no more than a certificate can be. */
export const fetchText: FetchText = async (url) => {
  try {
    const reply = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) })
    if (!reply.ok || !reply.body) throw new AmazonSilent()
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const piece of reply.body) {
      size += piece.length
      if (size > MOST_BYTES) throw new AmazonSilent()
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString('utf8')
  } catch {
    throw new AmazonSilent()
  }
}
