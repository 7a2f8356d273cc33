import { digitsOf, numberWord } from './number-words.ts'

/** As many digits as a phone number has at least; after a word like "tel" fewer are enough. */
const PHONE = 7
const AFTER_LABEL = 4

const LABEL =
  /(?:^|[^\p{L}])(?:тел|телефон\p{L}*|моб|мобильн\p{L}*|сот|сотов\p{L}*|факс|звон\p{L}*|позвон\p{L}*|набер\p{L}*|номер\p{L}*|доб|добавочн\p{L}*|вн|phone|tel|telephone|mobile|mob|cell|call|ring|dial|fax|number|ext|extension|whats\s?app|ватсап\p{L}*|вотсап\p{L}*|viber|вайбер\p{L}*|telegram|телеграм\p{L}*)[\s.:№#()-]*(?:(?:me|us|мне|нам|на|по|is|at|on|no|номеру?)[\s.:№#()-]*){0,3}$/iu

/** An amount of money: groups of three with a currency beside it, up to hundreds of millions. */
const MONEY =
  /^(?:[$€£₽]\s?\d{1,3}(?:[\s.,]\d{3}){1,2}(?![\s.,-]*\d)|\d{1,3}(?:[\s.,]\d{3}){1,2}\s?(?:[$€£₽]|руб|р\.|тыс|eur|usd|gbp|rub|лв|bgn|евро|euro|pounds|dollars))/iu
const DATE =
  /^(?:\d{4}-\d{2}-\d{2}(?:[T\s]\d{2}:\d{2}(?::\d{2})?)?|\d{1,2}[./]\d{1,2}[./]\d{4}(?:\s+\d{1,2}:\d{2})?)(?![\d-])/u

/** The number of a standard or of a drawing, which engineers write beside the word. */
const STANDARD =
  /(?<![\p{L}])(?:гост|ост|ту|снип|сп|iso|исо|din|en|bs|astm|iec|мэк|iec)(?:[\s-]*(?:р|en|iso|iec|исо))*[\s№-]*$/iu
const EXTENSION =
  /^[\s,;(]*(?:доб(?:авочный)?|вн(?:утренний)?|ext(?:ension)?|x)(?![\p{L}])[\s.:=№]*\d{1,8}\)?/iu

const TOKEN = /\d+|\p{L}+/gu
/** What may stand between two parts of one number. */
const BETWEEN = /^[\s\p{Pd}\p{Po}\p{Ps}\p{Pe}\p{Sk}+~|·•=<>]{0,6}$/u

interface Part {
  from: number
  to: number
  text: string
  kind: ReturnType<typeof numberWord> | 'digits'
}

function parts(text: string): Part[] {
  return [...text.matchAll(TOKEN)].flatMap((found) => {
    const word = found[0]
    const kind = /^\d/.test(word) ? 'digits' : numberWord(word)
    return kind === null ? [] : [{ from: found.index, to: found.index + word.length, text: word, kind }]
  })
}

function digitsIn(run: readonly Part[]): number {
  let digits = 0
  let words: Exclude<Part['kind'], 'digits' | 'filler' | null>[] = []
  for (const { kind, text } of run) {
    if (kind === 'digits') {
      digits += digitsOf(words) + text.length
      words = []
    } else if (kind === 'filler') {
      // "double two" and "hundred" dial more than they say.
      digits += /^(?:double|дважды|hundred|сот)$/i.test(text) ? 1 : /^(?:triple|трижды)$/i.test(text) ? 2 : 0
    } else if (kind !== null) words.push(kind)
  }
  return digits + digitsOf(words)
}

/** Runs of parts with nothing between them but what people put into a number; a run begins and ends with no filler. */
function runsOf(text: string): Part[][] {
  const runs: Part[][] = []
  for (const part of parts(text)) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && BETWEEN.test(text.slice(last.to, part.from))) run.push(part)
    else runs.push([part])
  }
  return runs.flatMap((run) => {
    const first = run.findIndex(({ kind }) => kind !== 'filler')
    const last = run.findLastIndex(({ kind }) => kind !== 'filler')
    return first === -1 ? [] : [run.slice(first, last + 1)]
  })
}

/** Whether a run of digits is something else than a phone number: an amount, a date, the number of a standard. */
function isPlain(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 24), from)
  if (STANDARD.test(before) && /^\d{1,6}(?:[.-]\d{1,4}){0,3}$/u.test(text.slice(from, to))) return true
  const sign = /[$€£₽]\s?$/u.exec(before)?.[0] ?? ''
  const run = sign + text.slice(from, to) + (text.slice(to, to + 12).split(/\d/)[0] ?? '')
  const value = DATE.exec(run)?.[0] ?? MONEY.exec(run)?.[0]
  return value !== undefined && !/\d/.test(run.slice(value.length))
}

/**
 * Hides phone numbers, also those written in words or partly so, in English and Russian. `read`: the same text, sign by sign,
 * as it is to be read.
 */
export function scrubPhones(text: string, hidden: string, read = text): string {
  let out = ''
  let done = 0
  for (const run of runsOf(read)) {
    const from = run[0]?.from ?? 0
    const to = run.at(-1)?.to ?? 0
    const digits = digitsIn(run)
    const labelled = digits >= AFTER_LABEL && LABEL.test(text.slice(Math.max(0, from - 60), from))
    if (!labelled && (digits < PHONE || isPlain(read, from, to))) continue
    out +=
      text.slice(done, from).replace(/[+(\s]*\+[(\s]*$/u, (signs) => (/^\s/.test(signs) ? ' ' : '')) + hidden
    done = to + (EXTENSION.exec(read.slice(to, to + 40))?.[0].length ?? 0)
  }
  return out + text.slice(done)
}
