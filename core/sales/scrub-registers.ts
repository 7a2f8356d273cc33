// Numbers under which everybody finds a company in a register or at its bank. A number without its label is found by its
// length, as a telephone number is.
const LABEL =
  /(?:инн|кпп|огрн(?:ип)?|окпо|бик|еик|унп|р\/с|к\/с|расч\p{L}*\s+сч[её]т|vat|eori|d-?u-?n-?s|siren|siret|regon|ust-?id(?:-?nr)?|swift|iban|(?:company|registration|registered|reg|tax|registered\s+in\s+[a-z\s]{3,20})\.?\s*(?:no\b|nr\b|number|num\b|code|id\b|#|№))/u
    .source
// In small letters these are words.
const SHORT = String.raw`(?:TIN|EIN|CRN|UTR|HRB|HRA|NIP|BIC|TVA)`
const BETWEEN = String.raw`(?:[\s.:№#/()-]|no\b|nr\b|number|num|code|id|номер)*`
const NUMBER = String.raw`(?:[a-z]{1,4}[\s-]?)?\d(?:[\s./-]?[a-z\d]){3,33}`
const BANK_CODE = String.raw`[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?`

const LABELLED = new RegExp(
  String.raw`((?<![\p{L}\p{N}])(?:${LABEL})${BETWEEN})(${NUMBER})(?![\p{L}\p{N}])`,
  'giu',
)
const LABELLED_BANK = new RegExp(
  String.raw`((?<![\p{L}\p{N}])(?:swift|bic|SWIFT|BIC|Swift|Bic)${BETWEEN})(${BANK_CODE})(?![\p{L}\p{N}])`,
  'gu',
)
const SHORT_LABELLED = new RegExp(
  String.raw`((?<![\p{L}\p{N}])${SHORT}${BETWEEN})(\d[\d\s./-]{3,33}\d)(?![\p{L}\p{N}])`,
  'gu',
)
const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,4})?(?![\p{L}\p{N}])/gu
/** VAT numbers of European countries (EU VIES and the United Kingdom), with their country before them. */
const VAT =
  /(?<![\p{L}\p{N}])(?:AT\s?U|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)\s?\d(?:[\s.-]?[\dA-Z]){7,13}(?![\p{L}\p{N}])/gu

/** The check of ISO 13616: an account's number leaves 1 when it is divided by 97. */
function isIban(text: string): boolean {
  const signs = text.replaceAll(/[ -]/g, '')
  let rest = 0
  for (const sign of signs.slice(4) + signs.slice(0, 4))
    for (const digit of String(Number.parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}

/** Hides what registers and banks know a company by: tax and company numbers, VAT, IBAN, BIC. */
export const scrubRegisters = (text: string, hidden: string): string =>
  text
    .replaceAll(IBAN, (found) => (isIban(found) ? hidden : found))
    .replaceAll(LABELLED_BANK, (_, label: string) => label + hidden)
    .replaceAll(LABELLED, (found, label: string, number: string) =>
      (number.match(/\d/g) ?? []).length >= 4 ? label + hidden : found,
    )
    .replaceAll(SHORT_LABELLED, (_, label: string) => label + hidden)
    .replaceAll(VAT, hidden)
