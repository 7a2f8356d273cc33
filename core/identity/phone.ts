import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { LIMITS } from '../limits.ts'

// "доб. 12", "вн. 3", "ext 12", "x12", "#12": who picks up inside is no part of the number.
const EXTENSION =
  /[\s,;(]*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|вътр(?:ешен)?|durchwahl|x|х|#)[\s.:=№]*\d{1,8}\)?\s*$/iu

/**
 * A phone number as E.164 (`+79161234567`), without its extension; null for what cannot be one. `country` (ISO code) is where a
 * number without a country code is at home. Possible lengths are checked, not the operators' ranges, which change.
 */
export function normalPhone(text: string, country?: string | null): string | null {
  if (text.length > LIMITS.phone) return null
  const code = country?.trim().toUpperCase()
  const home = code && isSupportedCountry(code) ? (code as CountryCode) : undefined
  const number = parsePhoneNumberFromString(text.trim().replace(EXTENSION, ''), {
    ...(home && { defaultCountry: home }),
    extract: false,
  })
  return number?.isPossible() ? number.number : null
}
