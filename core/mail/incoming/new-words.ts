const QUOTED = /^\s*>/
/** What mail programs put above the mail that is answered. */
const ABOVE = [
  /^\s*-{2,}\s*(?:original message|исходное сообщение|пересылаемое сообщение|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}/i,
  /^\s*(?:on|am|le|el|il|em)\s.{4,200}(?:wrote|schrieb[^:]{0,100}|a écrit|escribió|ha scritto|escreveu)\s*:\s*$/i,
  /^.{4,200}(?:пишет|писал\(а\)|написал\(а\)|писал|написал|написала|от .{3,100}<\S+@\S+>)\s*:\s*$/i,
  /^\s*_{20,}\s*$/,
]
const HEADER = /^\s*(?:from|от|von|de|da)\s*:\s.*\S+@\S+/i
const SECOND_HEADER =
  /^\s*(?:sent|date|to|отправлено|дата|кому|gesendet|an|envoyé|à|enviado|para|inviato|a)\s*:/i

const SENDER_LAST = /<\S+@\S+>\s*:\s*$/

/** Where the mail that is answered begins, as a number of lines. */
function quoteBegins(lines: string[]): number {
  const line = (n: number) => (lines[n] ?? '').slice(0, 500)
  const above = (text: string) => ABOVE.some((pattern) => pattern.test(text))
  const quotedAfter = (n: number) =>
    QUOTED.test(lines.slice(n + 1, n + 4).find((one) => one.trim() !== '') ?? '')
  const at = lines.findIndex(
    (_, n) =>
      above(line(n)) ||
      (SENDER_LAST.test(line(n)) && quotedAfter(n)) ||
      // It may be broken over two lines.
      (quotedAfter(n + 1) && above(`${line(n)} ${line(n + 1)}`)) ||
      (HEADER.test(line(n)) && SECOND_HEADER.test(line(n + 1))),
  )
  return at < 0 ? lines.length : at
}

/**
 * What a person wrote in an answer, without the mail that is quoted below it. Who answers below the quotation, or within it, is given whole.
 * @param most characters that are kept
 */
export function newWords(text: string, most: number): string {
  const lines = text.slice(0, 200_000).replace(/\r\n?/g, '\n').split('\n')
  const head = lines.slice(0, quoteBegins(lines))
  while (head.length > 0 && (QUOTED.test(head.at(-1) ?? '') || head.at(-1)?.trim() === '')) head.pop()
  const own = head.join('\n').trim()
  return Array.from(own === '' ? lines.join('\n').trim() : own)
    .slice(0, most)
    .join('')
    .toWellFormed()
    .replaceAll('\u0000', '')
}
