import { aligned, organisation } from '../../../core/mail/aligned.ts'
import type { Sender } from '../../../core/release/release.ts'
import type { KeyRing } from '../../../mail/dkim/keys.ts'
import { signingDomain, signingKey } from '../../../mail/dkim/signing.ts'
import type { Finding } from '../findings.ts'
import { checkDkim } from './check-dkim.ts'
import { checkDmarc } from './check-dmarc.ts'
import { checkReverse, checkSpf } from './check-spf.ts'
import { addresses, asked, type Dns, DnsSilent } from './dns-port.ts'

/** Where mail comes from and leads to. */
export interface MailPlace {
  senders: Record<string, Sender>
  keys: KeyRing
  /** Start of the links of senders that have none of their own. */
  publicUrl: string
  /** The server that mail is given to; null: one of this machine, whose outer address nobody knows here. */
  smtpHost: string | null
  /** From where mail leaves, as said by hand; empty: from the server. */
  ips: string[]
}

/** All that DNS says wrongly of the senders, each with the record to put and where. */
export async function dnsFindings(dns: Dns, place: MailPlace): Promise<Finding[]> {
  const silent: Finding[] = []
  const heard = async <T>(question: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await question
    } catch (error) {
      if (!(error instanceof DnsSilent)) throw error
      const advice = `${error.code}: nothing can be said of it. Is this machine offline? Ask again, or from another one`
      silent.push({ what: 'dns silent', name: error.asked, times: 1, advice })
      return otherwise
    }
  }
  const { smtpHost } = place
  const ips =
    place.ips.length > 0 || smtpHost === null ? place.ips : await heard(addresses(dns, smtpHost), [])
  const servers = await Promise.all(ips.map((ip) => heard(checkReverse(dns, ip), [])))
  const senders = await Promise.all(
    Object.values(place.senders).map((sender) => ofSender(dns, { ...place, ips }, sender, heard)),
  )
  return once([...senders.flat(), ...servers.flat(), ...silent])
}

async function ofSender(
  dns: Dns,
  { keys, ips, publicUrl }: MailPlace,
  sender: Sender,
  heard: <T>(question: Promise<T>, otherwise: T) => Promise<T>,
): Promise<Finding[]> {
  const from = signingDomain({ address: sender.address })
  const envelope = sender.bounces ?? from
  const [dkim, spf, bounces] = await Promise.all([
    heard(checkDkim(dns, keys, sender), null),
    heard(checkSpf(dns, envelope, ips), null),
    heard(sender.bounces ? checkBounces(dns, sender.bounces) : Promise.resolve([]), []),
  ])
  // What nobody could ask counts as good here: the silence is a finding of its own.
  const standing = {
    from,
    dkim: dkim === null || dkim.length === 0 ? (signingKey(keys, sender)?.domain ?? null) : null,
    spf: spf === null || spf.passes ? envelope : null,
  }
  const dmarc = await heard(checkDmarc(dns, standing), [])
  return [
    ...(dkim ?? []),
    ...(spf?.findings ?? []),
    ...bounces,
    ...dmarc,
    ...linkHost(sender.links ?? publicUrl, from),
  ]
}

// Without a server there, what comes back goes nowhere, and some providers refuse such an envelope at once.
async function checkBounces(dns: Dns, domain: string): Promise<Finding[]> {
  if ((await asked(domain, dns.resolveMx(domain))).length > 0) return []
  const advice = `no server takes what bounces: publish ${domain}. MX 10 and the host of the mailbox that KINDLING_IMAP_URL reads`
  return [{ what: 'bounce domain', name: domain, times: 1, advice }]
}

// Filters trust a link under the domain that signs; a stranger's host in every mail looks like a phisher's.
function linkHost(publicUrl: string, from: string): Finding[] {
  const { hostname, protocol } = new URL(publicUrl)
  const own = `https://go.${organisation(from)}`
  const found = (advice: string): Finding[] => [{ what: 'link host', name: hostname, times: 1, advice }]
  if (!aligned(hostname, from))
    return found(
      `links and images in mail from ${from} lead there: point a name of that domain here and set PUBLIC_URL, ` +
        `or links of the sender, to it, such as ${own}`,
    )
  return protocol === 'https:'
    ? []
    : found(`one-click unsubscribing asks for https: set PUBLIC_URL to ${own}`)
}

/** Two senders of one domain miss one record, not two. */
const once = (all: Finding[]): Finding[] => [
  ...new Map(all.map((one) => [`${one.what} ${one.name} ${one.advice}`, one])).values(),
]
