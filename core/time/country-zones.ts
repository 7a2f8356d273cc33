const list = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' '))
      .map(([country = '', ...zones]) => [country, zones]),
  )

/**
 * Zones of a country by ISO code, the one where most offices are first. A second zone stands for "there are more":
 * a phone of such a country says less than a region does.
 */
export const COUNTRY_ZONES: Record<string, string[]> = list(`
  AE Asia/Dubai
  AM Asia/Yerevan
  AR America/Argentina/Buenos_Aires
  AT Europe/Vienna
  AU Australia/Sydney Australia/Perth
  AZ Asia/Baku
  BA Europe/Sarajevo
  BE Europe/Brussels
  BG Europe/Sofia
  BR America/Sao_Paulo America/Manaus
  BY Europe/Minsk
  CA America/Toronto America/Vancouver
  CH Europe/Zurich
  CL America/Santiago Pacific/Easter
  CN Asia/Shanghai
  CO America/Bogota
  CY Asia/Nicosia
  CZ Europe/Prague
  DE Europe/Berlin
  DK Europe/Copenhagen
  EE Europe/Tallinn
  EG Africa/Cairo
  ES Europe/Madrid Atlantic/Canary
  FI Europe/Helsinki
  FR Europe/Paris
  GB Europe/London
  GE Asia/Tbilisi
  GR Europe/Athens
  HK Asia/Hong_Kong
  HR Europe/Zagreb
  HU Europe/Budapest
  ID Asia/Jakarta Asia/Makassar
  IE Europe/Dublin
  IL Asia/Jerusalem
  IN Asia/Kolkata
  IR Asia/Tehran
  IS Atlantic/Reykjavik
  IT Europe/Rome
  JP Asia/Tokyo
  KG Asia/Bishkek
  KR Asia/Seoul
  KZ Asia/Almaty
  LT Europe/Vilnius
  LU Europe/Luxembourg
  LV Europe/Riga
  MD Europe/Chisinau
  ME Europe/Podgorica
  MK Europe/Skopje
  MN Asia/Ulaanbaatar Asia/Hovd
  MT Europe/Malta
  MX America/Mexico_City America/Tijuana
  MY Asia/Kuala_Lumpur
  NL Europe/Amsterdam
  NO Europe/Oslo
  NZ Pacific/Auckland
  PE America/Lima
  PL Europe/Warsaw
  PT Europe/Lisbon Atlantic/Azores
  RO Europe/Bucharest
  RS Europe/Belgrade
  RU Europe/Moscow Asia/Yekaterinburg
  SA Asia/Riyadh
  SE Europe/Stockholm
  SG Asia/Singapore
  SI Europe/Ljubljana
  SK Europe/Bratislava
  TH Asia/Bangkok
  TJ Asia/Dushanbe
  TM Asia/Ashgabat
  TR Europe/Istanbul
  TW Asia/Taipei
  UA Europe/Kyiv
  US America/New_York America/Los_Angeles
  UZ Asia/Tashkent
  VN Asia/Ho_Chi_Minh
  ZA Africa/Johannesburg
`)
