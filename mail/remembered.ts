/** `work` by its text, its latest answers kept: for what is asked of every mail and is nearly always the same. What it throws is not kept. */
export function remembered(work: (text: string) => string, most = 500): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const answer = work(text)
    if (known.size >= most) known.clear()
    known.set(text, answer)
    return answer
  }
}
