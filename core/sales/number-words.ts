/** How a word is part of a number that is said aloud, by how many digits it stands for. */
type Kind = 'unit' | 'teen' | 'ten' | 'hundred'

const list = (kind: Kind, text: string): [string, Kind][] => text.split(/\s+/).map((word) => [word, kind])

// English and Russian, Russian in its cases; also the collective and the sloppy forms that people write.
const WORDS = new Map<string, Kind>([
  ...list('unit', 'zero oh nought null one two three four five six seven eight nine'),
  ...list('teen', 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'),
  ...list('ten', 'twenty thirty forty fourty fifty sixty seventy eighty ninety'),
  ...list('unit', 'ноль нуль ноля нуля нулю нолю нолем нулем нулём нолём'),
  ...list('unit', 'один одна одно одного одной одному одним раз единица единицы'),
  ...list('unit', 'два две двух двум двумя двойка двойки три трех трёх трем трём тремя тройка тройки'),
  ...list('unit', 'четыре четырех четырёх четырем четырём четырьмя четверка четвёрка'),
  ...list('unit', 'пять пяти пятью пятерка пятёрка шесть шести шестью шестерка шестёрка'),
  ...list('unit', 'семь семи семью семерка семёрка восемь восьми восемью восьмью восьмерка восьмёрка'),
  ...list('unit', 'девять девяти девятью девятка девятки'),
  ...list(
    'teen',
    'десять десяти десятью одиннадцать одиннадцати двенадцать двенадцати тринадцать тринадцати',
  ),
  ...list('teen', 'четырнадцать четырнадцати пятнадцать пятнадцати шестнадцать шестнадцати'),
  ...list('teen', 'семнадцать семнадцати восемнадцать восемнадцати девятнадцать девятнадцати'),
  ...list(
    'ten',
    'двадцать двадцати тридцать тридцати сорок сорока пятьдесят пятидесяти шестьдесят шестидесяти',
  ),
  ...list('ten', 'семьдесят семидесяти восемьдесят восьмидесяти девяносто девяноста'),
  ...list('hundred', 'сто ста двести двухсот триста трехсот трёхсот четыреста четырехсот четырёхсот'),
  ...list(
    'hundred',
    'пятьсот пятисот шестьсот шестисот семьсот семисот восемьсот восьмисот девятьсот девятисот',
  ),
])

/** Words inside a number that is said aloud that are no digits of it: "plus seven", "double two", "и". */
const FILLERS = new Set(
  (
    'plus plus+ and double triple hundred dash hyphen dot code point space плюс и дважды трижды код тире дефис точка ' +
    'пробел сот затем потом далее then'
  ).split(' '),
)

/** What a word may be in a spoken number; null: nothing of the kind. */
export const numberWord = (word: string): Kind | 'filler' | null => {
  const plain = word.toLowerCase()
  return WORDS.get(plain) ?? (FILLERS.has(plain) ? 'filler' : null)
}

const DIGITS: Record<Kind, number> = { unit: 1, teen: 2, ten: 2, hundred: 3 }

/**
 * How many digits these words stand for at most when they are dialled: "девятьсот шестнадцать" is three, "four five" two;
 * "сорок пять" may be 45 or 40 and 5, so it is three.
 */
export function digitsOf(kinds: readonly Kind[]): number {
  let digits = 0
  let room = 0
  for (const kind of kinds) {
    // 916 is said as 900, 16: what fits into the places that a hundred left open adds no digits.
    if (DIGITS[kind] <= room) room = 0
    else {
      digits += DIGITS[kind]
      room = kind === 'hundred' ? 2 : 0
    }
  }
  return digits
}
