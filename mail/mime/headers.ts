/** Characters of a line where it can be folded (RFC 5322 §2.1.1, RFC 2047 §2). */
const WIDTH = 76
const BEFORE = '=?UTF-8?B?'
const AFTER = '?='
const ATOMS = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+( [a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i
const ASCII = /^[\x20-\x7e]*$/

/** Whose address it is, and how he or she is called. */
export interface Person {
  name: string
  address: string
}

const octets = (text: string) => Buffer.byteLength(text, 'utf8')

/**
 * A text as encoded words (RFC 2047): none over 75 characters, none that cuts a character. The first shares its line with `used`
 * characters that stand there already.
 */
function encodedWords(text: string, used: number): string {
  const room = (free: number) => Math.floor((free - BEFORE.length - AFTER.length) / 4) * 3
  const words: string[] = []
  let [word, size, most] = ['', 0, Math.max(3, room(WIDTH - used))]
  for (const sign of text) {
    const more = octets(sign)
    if (size + more > most && word !== '') {
      words.push(word)
      ;[word, size, most] = ['', 0, room(WIDTH - 1)]
    }
    word += sign
    size += more
  }
  words.push(word)
  return words.map((one) => `${BEFORE}${Buffer.from(one, 'utf8').toString('base64')}${AFTER}`).join('\r\n ')
}

/** A header field, folded at its blanks; `value` is ASCII in its final form. */
export function field(name: string, value: string): string {
  let [line, rest] = [`${name}:`, '']
  for (const part of value.split(' ')) {
    if (line.length + part.length >= WIDTH && line !== `${name}:`) {
      rest += `${line}\r\n`
      line = ''
    }
    line += ` ${part}`
  }
  return `${rest}${line}\r\n`
}

/** A field of words, such as the subject. `text`: one line without control characters. */
export function textField(name: string, text: string): string {
  // What looks like an encoded word would be read as one.
  if (ASCII.test(text) && !text.includes('=?')) return field(name, text)
  return `${name}: ${encodedWords(text, name.length + 2)}\r\n`
}

/** A field with one address; a name that is not plain is quoted or encoded, the address never. */
export function addressField(name: string, { name: called, address }: Person): string {
  if (called === '') return field(name, address)
  const inBrackets = `<${address}>`
  if (ASCII.test(called) && !called.includes('=?')) {
    const quoted = ATOMS.test(called) ? called : `"${called.replace(/["\\]/g, '\\$&')}"`
    const whole = `${name}: ${quoted} ${inBrackets}\r\n`
    // A quoted text is not folded inside: its blanks count.
    return whole.length <= WIDTH + 2 ? whole : `${name}: ${quoted}\r\n ${inBrackets}\r\n`
  }
  return `${name}: ${encodedWords(called, name.length + 2)}\r\n ${inBrackets}\r\n`
}
