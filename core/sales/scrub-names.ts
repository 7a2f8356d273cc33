const LATIN: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

const FORMS = new Set(
  'ооо оао зао пао ао ип нко фгуп муп гк тоо оод еоод ад llc ltd limited inc gmbh ag sa bv plc co corp company kg the and и of'.split(
    ' ',
  ),
)

const latin = (text: string): string =>
  text
    .toLowerCase()
    .split('')
    .map((letter) => LATIN[letter] ?? letter)
    .join('')

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е')

const wordsOf = (name: string): string[] =>
  (plain(name).match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !FORMS.has(word))

const isRussian = (word: string): boolean => /[а-я]/u.test(word)

const stemOf = (word: string): string =>
  isRussian(word) && word.length > 3 ? word.replace(/(?:[аеийоуыьэюя]|ий|ый|ая|ой)$/u, '') : word

/** A word in any of its cases: its stem and a few letters more. `е` stands for `ё` too. */
function anyCase(word: string): string {
  const russian = isRussian(word)
  const letters = escape(stemOf(word)).replaceAll('е', '[её]')
  return russian ? `${letters}[а-яё]{0,3}` : `${letters}(?:['’]?s)?`
}

const whole = (pattern: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'giu')

/**
 * Hides a name in Russian cases and in Latin letters too: the whole name, and each of its words of three letters and
 * more. `common`: of a name of several words, one that stands alone is hidden only where it is written with a capital,
 * so that a maker of presses may still be asked for a press.
 */
export function scrubName(text: string, name: string, hidden: string, { common = false } = {}): string {
  const words = wordsOf(name)
  if (words.length === 0) return text
  // To make a pattern takes much longer than to see that it cannot match, and most texts name nobody.
  const read = plain(text)
  const stands = (word: string) => read.includes(stemOf(word))
  const written = [words, words.map(latin)].filter((one) => one.some(stands))
  let clean = text
  for (const one of written.filter((all) => all.every(stands)))
    clean = clean.replaceAll(whole(one.map(anyCase).join('[^\\p{L}\\p{N}]{1,4}')), hidden)
  for (const word of new Set(written.flat().filter((one) => one.length > 2 && stands(one)))) {
    clean = clean.replaceAll(whole(anyCase(word)), (found) =>
      common && words.length > 1 && found === found.toLowerCase() ? found : hidden,
    )
  }
  return clean
}
