import { setTimeout as pause } from 'node:timers/promises'

/** Visitors a second; each comes whether or not the one before has its answer. */
const PER_SECOND = 4

let visitors = 0

async function visit(url: string): Promise<number> {
  const n = ++visitors
  const body = new URLSearchParams({
    name: `Visitor ${n}`,
    email: `visitor-${n}@form.example`,
    consent_data: 'on',
  })
  const from = performance.now()
  const answer = await fetch(url, {
    method: 'POST',
    // Each from an address of its own: the limit on one address is not what is measured.
    headers: { accept: 'text/html', 'x-forwarded-for': `10.0.${(n >> 8) & 255}.${n & 255}` },
    body,
  })
  await answer.text()
  if (!answer.ok) throw new Error(`the form answered ${answer.status}`)
  return performance.now() - from
}

/** Machine ms until each of the visitors had the answer to a form, over so many seconds. */
export async function answerTimes(url: string, seconds: number): Promise<number[]> {
  const all: Promise<number>[] = []
  const begun = performance.now()
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    await pause(Math.max(0, begun + (n * 1000) / PER_SECOND - performance.now()))
    const one = visit(url)
    one.catch(() => {})
    all.push(one)
  }
  return Promise.all(all)
}
