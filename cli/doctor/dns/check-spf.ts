import type { Finding } from '../findings.ts'
import { asked, type Dns, DnsSilent, texts } from './dns-port.ts'
import { txtLine } from './txt-line.ts'

/** The questions of the library, put to ours. */
const resolverOf =
  (dns: Dns) =>
  async (name: string, type: string): Promise<string[][] | string[]> => {
    if (type === 'TXT') return dns.resolveTxt(name)
    if (type === 'A') return dns.resolve4(name)
    if (type === 'AAAA') return dns.resolve6(name)
    if (type === 'PTR') return dns.resolvePtr(name)
    const hosts: unknown = type === 'MX' ? await dns.resolveMx(name) : []
    // The library reads `exchange`, though its type says lists of texts.
    return hosts as string[]
  }

const mechanism = (ip: string) => `${ip.includes(':') ? 'ip6' : 'ip4'}:${ip}`

/**
 * Whether the domain of the envelope lets our servers send (RFC 7208).
 * @param ips from where mail leaves; empty: nobody knows, and only the record itself is judged
 * @returns `passes` where the record is good and all addresses are in it
 */
export async function checkSpf(
  dns: Dns,
  domain: string,
  ips: string[],
): Promise<{ passes: boolean; findings: Finding[] }> {
  const found = (advice: string) => ({
    passes: false,
    findings: [{ what: 'spf record', name: domain, times: 1, advice } satisfies Finding],
  })
  const records = (await texts(dns, domain)).filter((text) => /^v=spf1(\s|$)/i.test(text))
  const servers =
    ips.length > 0 ? ips.map(mechanism).join(' ') : 'include:<the record your mail provider names>'
  const [record] = records
  if (record === undefined) return found(`is missing: publish ${txtLine(domain, `v=spf1 ${servers} ~all`)}`)
  if (records.length > 1)
    return found(`stands there ${records.length} times, which counts as none: put all into one`)
  if (/\s\+?all(\s|$)/i.test(record)) return found('lets the whole world send (+all): end it with ~all')
  if (!/\s[-~]all(\s|$)|\sredirect=/i.test(record))
    return found('says nothing of all others: end it with ~all')
  for (const ip of ips.length > 0 ? ips : ['192.0.2.1']) {
    const { result, text } = await evaluated(dns, domain, ip)
    if (result === 'temperror') throw new DnsSilent(domain, 'temperror')
    if (result === 'permerror') return found(`cannot be evaluated: ${text}`)
    if (ips.length > 0 && result !== 'pass')
      return found(
        `does not name ${ip}, from where mail leaves: put ${mechanism(ip)} in, or the include: of your provider; ` +
          `if mail leaves from elsewhere, say so with --ip`,
      )
  }
  return { passes: true, findings: [] }
}

async function evaluated(dns: Dns, domain: string, ip: string): Promise<{ result: string; text: string }> {
  // Large, and wanted for this question only.
  const { spf } = await import('mailauth')
  const { status } = await spf({
    sender: `postmaster@${domain}`,
    ip,
    helo: domain,
    mta: domain,
    resolver: resolverOf(dns),
  })
  return { result: status.result, text: status.comment ?? 'it has an error' }
}

/** Whether each address has a name that leads back to it, as large providers ask. */
export async function checkReverse(dns: Dns, ip: string): Promise<Finding[]> {
  const found = (advice: string): Finding[] => [{ what: 'reverse dns', name: ip, times: 1, advice }]
  const hosts = await asked(ip, dns.reverse(ip))
  if (hosts.length === 0)
    return found(
      'has no name: have whoever gave you this address set its PTR to the host name of the mail server',
    )
  const family = (host: string) => (ip.includes(':') ? dns.resolve6(host) : dns.resolve4(host))
  for (const host of hosts) if ((await asked(host, family(host))).some((one) => same(one, ip))) return []
  const record = `${hosts[0]}. ${ip.includes(':') ? 'AAAA' : 'A'} ${ip}`
  return found(`is called ${hosts[0]}, which does not lead back to it: publish ${record}`)
}

// IPv6 has many spellings of one address; URL knows the shortest.
const same = (one: string, other: string) =>
  one.includes(':')
    ? new URL(`http://[${one}]`).hostname === new URL(`http://[${other}]`).hostname
    : one === other
