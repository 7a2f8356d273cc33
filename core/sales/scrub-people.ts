const WORD = String.raw`\p{Lu}[\p{Ll}'’-]+`
const INITIAL = String.raw`\p{Lu}\.`
/** One to three words of a name, each with a capital, or its first letter. */
const PERSON = String.raw`(?:(?:${WORD}|${INITIAL})[^\S\n]?[^\S\n]?){1,3}`
const END = String.raw`(?![\p{L}\p{N}])`

// Words like "основной" end as a woman's patronymic does, so that one is a name only beside another.
const PATRONYMIC =
  /(?<![\p{L}])(?:(?:[А-ЯЁ][а-яё]+[^\S\n]+){0,2}[А-ЯЁ][а-яё]+(?:ов|ев|ь)ич(?:[ауе]|ем)?|(?:[А-ЯЁ][а-яё]+[^\S\n]+){1,2}[А-ЯЁ][а-яё]+(?:ов|ев|ич|инич)н(?:[аыеу]|ой))(?![\p{L}])(?:[^\S\n]+[А-ЯЁ][а-яё]+(?![\p{L}]))?/gu
const WITH_POST = new RegExp(
  String.raw`(?<![\p{L}])${WORD}(?:[^\S\n]+${WORD}){1,2}(?=[^\S\n]*,[^\S\n]*(?:[Гг]лавн|[Гг]енеральн|[Вв]едущ|[Нн]ачальник|[Дд]иректор|[Ии]нженер|[Тт]ехнолог|[Мм]енеджер|[Рр]уководител|[Мм]еханик|[Ss]enior|[Cc]hief|[Hh]ead of|[Mm]anaging|[Dd]irector|[Ee]ngineer|[Mm]anager|[Bb]uyer|CEO|CTO|COO))`,
  'gu',
)
const INITIALS_RU =
  /(?<![\p{L}])(?:\p{Lu}[а-яё]+(?:-\p{Lu}[а-яё]+)?[^\S\n]+[А-ЯЁ]\.[^\S\n]?[А-ЯЁ]\.|[А-ЯЁ]\.[^\S\n]?[А-ЯЁ]\.[^\S\n]?\p{Lu}[а-яё]+(?![\p{L}]))/gu
const TITLED = new RegExp(
  String.raw`((?<![\p{L}])(?:Mr|Mrs|Ms|Miss|Dr|Herr|Frau|Г-н[ау]?|Г-ж[аеу]|[Гг]осподин[ау]?|[Гг]оспож[аеу])\.?[^\S\n]+)${PERSON}${END}`,
  'gu',
)
const INTRODUCED = new RegExp(
  String.raw`((?<![\p{L}])(?:[Mm]y name is|[Мм]еня зовут|[Мм]о[её] имя|[Cc]ontact(?:[^\S\n]+person)?[^\S\n]*:|[Aa]ttn\.?:?|[Aa]ttention:|[Кк]онтактное лицо[^\S\n]*:?|[Кк]онтакт[^\S\n]*:|[Дд]ля связи[^\S\n]*:|[Оо]тветственн\p{L}+[^\S\n]*:)[^\S\n]*)${PERSON}${END}`,
  'gu',
)

const REGARDS = String.raw`[Сс] уважением|[Сс] наилучшими пожеланиями|[Вв]сего доброго|(?:[Bb]est|[Kk]ind(?:est)?|[Ww]arm(?:est)?|[Mm]any)[^\S\n]+(?:regards|wishes)|[Rr]egards|[Bb]est wishes|(?:[Yy]ours[^\S\n]+)?[Ss]incerely|[Yy]ours[^\S\n]+(?:faithfully|truly)`
const THANKS = String.raw`[Сс]пасибо|[Зз]аранее благодар\p{L}+|[Бб]лагодар\p{L}+|(?:[Mm]any )?[Tt]hanks|[Tt]hank you|[Cc]heers`
// What ends a text in short lines under a farewell is who wrote it, and where from.
const UNDER = String.raw`(?:(?:[^\S\n]*[,;]?[^\S\n]*\n[^\n]{1,60}){1,4}\s*$)?`
const SIGNED = new RegExp(
  String.raw`((?<![\p{L}])(?:(?:${REGARDS})[\s,.!–—-]+|(?:${THANKS})(?:[^\S\n]*,\s*|[^\S\n]*[.!]?[^\S\n]*\n\s*)))${PERSON}(?=\s*(?:[\n,.;(]|$))${UNDER}`,
  'gu',
)

const FORM_RU = String.raw`ООО|ОАО|ЗАО|ПАО|НАО|АО|ИП|НПО|НПП|НПК|ГК|ФГУП|МУП|ТОО|ЧУП|ООД|ЕООД`
const COMPANY_RU = new RegExp(
  String.raw`(?<![\p{L}])(?:${FORM_RU})[^\S\n]*(?:[«"“„][^»"”“\n]{1,80}[»"”“]|${WORD}(?:[^\S\n]+${WORD}){0,2})`,
  'gu',
)
const COMPANY_EN = new RegExp(
  String.raw`(?<![\p{L}])\p{Lu}[\p{L}\d'’&.-]*(?:[^\S\n]+(?:&|and|of|the|\p{Lu}[\p{L}\d'’&.-]*)){0,4},?[^\S\n]+(?:Ltd|LTD|Limited|LLC|LLP|Inc|PLC|plc|GmbH|AG|Corp|Corporation|S\.p\.A\.|s\.r\.o\.|B\.V\.|S\.A\.)(?![\p{L}])\.?`,
  'gu',
)

/**
 * Hides whom a text names as people name themselves in it: under a farewell, after `my name is`, with a title, with initials,
 * a patronymic or a post; and companies that are written with their legal form.
 */
export const scrubPeople = (text: string, hidden: string): string =>
  text
    .replaceAll(COMPANY_RU, hidden)
    .replaceAll(COMPANY_EN, hidden)
    .replaceAll(SIGNED, (_, farewell: string) => farewell + hidden)
    .replaceAll(INTRODUCED, (_, before: string) => before + hidden)
    .replaceAll(TITLED, (_, title: string) => title + hidden)
    .replaceAll(INITIALS_RU, hidden)
    .replaceAll(PATRONYMIC, hidden)
    .replaceAll(WITH_POST, hidden)
