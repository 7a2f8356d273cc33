import type { Sender } from '../../../core/release/release.ts'
import { createPublicKey } from 'node:crypto'
import { dkimRecord, keyFile, type KeyRing } from '../../../mail/dkim/keys.ts'
import { signingDomain, signingKey } from '../../../mail/dkim/signing.ts'
import type { Finding } from '../findings.ts'
import { type Dns, texts } from './dns-port.ts'
import { txtLine } from './txt-line.ts'

/** Tags of a record `v=DKIM1; k=rsa; p=…`. */
export const tagsOf = (record: string): Map<string, string> =>
  new Map(
    record.split(';').flatMap((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replace(/\s+/g, '')]]
    }),
  )

/** Keys of a sender that are of no use, and a sender that nothing signs. Asks no network. */
export function keyFindings(keys: KeyRing, name: string, sender: Sender, dataDir: string): Finding[] {
  const domain = signingDomain(sender)
  const faulty = (sender.dkim?.selectors ?? []).flatMap((selector): Finding[] => {
    const held = keys.held(domain, selector)
    if (held.is !== 'faulty') return []
    const advice = `sender ${name} cannot be signed with it: ${held.why}; see ${keyFile(dataDir, domain, selector)}`
    return [{ what: 'key faulty', name: `${selector}._domainkey.${domain}`, times: 1, advice }]
  })
  if (signingKey(keys, sender)) return faulty
  const advice = sender.dkim
    ? `none of the keys ${sender.dkim.selectors.join(', ')} of ${domain} is in ${dataDir}/dkim or KINDLING_DKIM_KEYS`
    : `\`npx kindling dkim new ${domain}\` makes a key and says what to publish`
  return [...faulty, { what: 'sender unsigned', name, times: 1, advice: `its mail goes unsigned: ${advice}` }]
}

/** Whether DNS shows the key that signs this sender's mail. */
export async function checkDkim(dns: Dns, keys: KeyRing, sender: Sender): Promise<Finding[]> {
  const key = signingKey(keys, sender)
  if (!key) return []
  const name = `${key.selector}._domainkey.${key.domain}`
  const wanted = dkimRecord(key.key)
  const publish = `publish ${txtLine(name, wanted)}`
  const found = (advice: string): Finding[] => [{ what: 'dkim record', name, times: 1, advice }]
  const records = await texts(dns, name)
  const [record] = records
  if (record === undefined) return found(`is missing: ${publish}`)
  if (records.length > 1) return found(`stands there ${records.length} times; leave one: ${publish}`)
  const tags = tagsOf(record)
  if ((tags.get('v') ?? 'DKIM1') !== 'DKIM1') return found(`is no DKIM record: ${publish}`)
  if (tags.get('p') === '')
    return found(`revokes the key: make another with \`npx kindling dkim new ${key.domain}\``)
  if (!sameKey(tags.get('p') ?? '', wanted))
    return found(`holds another key than the one that signs: ${publish}`)
  const hashes = tags.get('h')
  if (hashes !== undefined && !hashes.split(':').includes('sha256'))
    return found(`forbids sha256: ${publish}`)
  if ((tags.get('k') ?? 'rsa') !== 'rsa') return found(`is for another kind of key: ${publish}`)
  if (tags.get('t')?.split(':').includes('y')) return found('says that it is a test (t=y): take that out')
  return []
}

// Compared as keys: DNS may hold the same one in another base64.
function sameKey(held: string, wanted: string): boolean {
  const of = (base64: string) =>
    createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
  try {
    return of(held).equals(of(tagsOf(wanted).get('p') ?? ''))
  } catch {
    return false
  }
}
