import { aligned, organisation } from '../../../core/mail/aligned.ts'
import type { Finding } from '../findings.ts'
import { tagsOf } from './check-dkim.ts'
import { type Dns, texts } from './dns-port.ts'
import { txtLine } from './txt-line.ts'

/** What stands for a sender as far as DMARC counts it: domains as A-labels, `null` where there is none. */
export interface Standing {
  /** Of the address in From. */
  from: string
  /** That signs. */
  dkim: string | null
  /** Whose SPF record lets our servers send: of the envelope. */
  spf: string | null
}

/** Whether there is a policy, and mail of the sender passes it (RFC 9989; at most one record, p= at least none). */
export async function checkDmarc(dns: Dns, { from, dkim, spf }: Standing): Promise<Finding[]> {
  const { name, records } = await policyOf(dns, from)
  const found = (advice: string): Finding[] => [{ what: 'dmarc record', name, times: 1, advice }]
  const wanted = `_dmarc.${organisation(from)}`
  const publish = `publish ${txtLine(wanted, `v=DMARC1; p=none; rua=mailto:dmarc@${organisation(from)}`)}`
  const [record] = records
  if (record === undefined) return found(`is missing, and large providers then refuse bulk mail: ${publish}`)
  if (records.length > 1)
    return found(`stands there ${records.length} times, which counts as none: leave one`)
  const tags = tagsOf(record)
  if (!/^(none|quarantine|reject)$/i.test(tags.get('p') ?? ''))
    return found(`has no p=none, p=quarantine or p=reject: ${publish}`)
  const mode = (tag: string) => (tags.get(tag)?.toLowerCase() === 's' ? 'strict' : 'relaxed')
  const byDkim = dkim !== null && aligned(dkim, from, mode('adkim'))
  const bySpf = spf !== null && aligned(spf, from, mode('aspf'))
  if (byDkim || bySpf) return []
  if (dkim !== null && mode('adkim') === 'strict')
    return found(`wants the very domain of From to sign (adkim=s): sign as ${from}, not as ${dkim}`)
  return found(
    `is not met by mail from ${from}: no signature and no SPF of that domain stands for it; see the lines about DKIM and SPF`,
  )
}

/** The policy of the domain itself, else of its organisation. */
async function policyOf(dns: Dns, from: string): Promise<{ name: string; records: string[] }> {
  for (const domain of new Set([from, organisation(from)])) {
    const name = `_dmarc.${domain}`
    const records = (await texts(dns, name)).filter((text) => /^v=DMARC1\s*(;|$)/i.test(text))
    if (records.length > 0) return { name, records }
  }
  return { name: `_dmarc.${organisation(from)}`, records: [] }
}
