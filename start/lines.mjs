// What `npm start` prints: one line a part, and a sign of life for whatever takes over a second.

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`
const PAUSE_MS = process.stdout.isTTY ? 1000 : 5000

export const say = (line) => process.stdout.write(`${line}\n`)

/** A line of one part, its name in a column. */
export const sayOf = (part, words) => say(`  ${part.padEnd(10)} ${words}`)

/**
 * Runs `work` and says when it is done; after a second, and then every few, what it is at.
 * @param {string} part
 * @param {(doing: (words: string) => void) => Promise<string>} work gives the words of its line
 */
export async function step(part, work) {
  const since = performance.now()
  let doing = 'starting'
  const tell = () => sayOf(part, `${doing} … ${seconds(since)}`)
  let timer = setTimeout(() => {
    tell()
    timer = setInterval(tell, PAUSE_MS)
  }, 1000)
  try {
    const words = await work((now) => {
      doing = now
    })
    sayOf(part, `${words} (${seconds(since)})`)
  } finally {
    clearInterval(timer)
  }
}
