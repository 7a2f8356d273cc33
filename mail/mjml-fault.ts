const CONTENT = /<!-- content -->/
const MOST = 5

/** Where a body stands: in its file, and in the source that MJML was given. */
interface Placed {
  /** The template's file. */
  file: string
  body: string
  /** What holds it, with its place marked; null: the body is all there is. */
  layout: string | null
}

interface MjmlError {
  line?: number
  tagName?: string
  message?: string
}

const linesBefore = (text: string, at: number): number =>
  text.slice(0, Math.max(0, at)).split('\n').length - 1

/** What MJML finds wrong, each with its line in the file where an author finds it, and without the paths of this machine. */
export function mjmlFault(error: unknown, { file, body, layout }: Placed): string {
  const { errors, message } = error as { errors?: MjmlError[]; message?: string }
  if (!errors || errors.length === 0) return `MJML: ${(message ?? '').replace(/\s+/g, ' ').slice(0, 500)}`
  const inFile = linesBefore(file, file.indexOf(body))
  const above = layout === null ? 0 : linesBefore(layout, layout.search(CONTENT))
  const long = linesBefore(body, body.length)
  const place = (line: number): string => {
    const own = line - above
    if (own < 1) return `layout.mjml line ${line}`
    return own > long + 1 ? `layout.mjml line ${line - long}` : `line ${inFile + own}`
  }
  const said = errors.slice(0, MOST).map(({ line, tagName, message: what }) => {
    const where = line === undefined ? '' : `${place(line)}, `
    return `${where}${tagName ?? 'mjml'}: ${(what ?? 'is wrong').slice(0, 200)}`
  })
  return `MJML: ${said.join('; ')}`
}
