const NEW_LINE = 0x0a
const DASH = 0x2d

/** How much of a message is kept, in bytes. */
export interface CutLimits {
  /** Of each part: from one line that begins with `--` to the next. */
  part: number
  /** Of the whole. */
  whole: number
  /** After so much nothing more is taken from the stream at all. */
  taken: number
}

const LIMITS: CutLimits = { part: 256 * 1024, whole: 1536 * 1024, taken: 100_000_000 }

/**
 * Takes in a message and drops the middle of what is too big, so that 40 MB of somebody's attachment never lie in memory, and a report that
 * stands behind them is still read. Lines of base64 never begin with `--`, so any such line may open the next part.
 */
export async function cutMessage(
  stream: AsyncIterable<Uint8Array>,
  { part, whole, taken }: CutLimits = LIMITS,
): Promise<{ bytes: Uint8Array; cut: boolean }> {
  const kept: Uint8Array[] = []
  let [size, inPart, seen, cut, lineStart] = [0, 0, 0, false, true]
  let held: Uint8Array = new Uint8Array(0)
  const feed = (piece: Uint8Array): void => {
    if (lineStart && piece[0] === DASH && piece[1] === DASH) inPart = 0
    lineStart = piece.at(-1) === NEW_LINE
    if (inPart + piece.length > part || size + piece.length > whole) {
      // What is left of a part after a hole would be read wrongly.
      inPart = part
      cut = true
      return
    }
    inPart += piece.length
    size += piece.length
    kept.push(piece)
  }
  for await (const given of stream) {
    const chunk = held.length > 0 ? Buffer.concat([held, given]) : given
    held = new Uint8Array(0)
    seen += given.length
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(NEW_LINE, at)
      // One dash at the end of a chunk: the next one tells whether it is two.
      if (end < 0 && lineStart && chunk.length - at < 2) {
        held = chunk.subarray(at)
        break
      }
      const next = end < 0 ? chunk.length : end + 1
      feed(chunk.subarray(at, next))
      at = next
    }
    if (seen > taken) {
      cut = true
      break
    }
  }
  if (held.length > 0) feed(held)
  return { bytes: Buffer.concat(kept), cut }
}
