/** The most that an input may hold. Lengths in UTF-16 units, sizes in bytes, unless said otherwise. */
export const LIMITS = {
  /** Octets of an address (RFC 5321 §4.5.3.1), and of its part before the @. */
  email: 254,
  emailLocal: 64,
  phone: 64,
  domain: 253,
  domainLabel: 63,
  /** Names of people, titles, regions, cities, ids of outside systems. */
  line: 200,
  /** Names of ours: fact types, forms, templates, sequences. */
  name: 100,
  zone: 64,
  /** Notes and texts of consents. */
  text: 10_000,
  /** JSON of a fact's props. */
  props: 65_536,
  facts: 1_000,
  body: 5_000_000,
  file: 25_000_000,
  /** Of a text from another server or program that is looked through for words. */
  agent: 1_000,
  reply: 2_000,
} as const
