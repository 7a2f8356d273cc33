import { createHmac } from 'node:crypto'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { SCANNER_NETWORKS } from '../core/mail/scanner-networks.ts'

const scanners = new BlockList()
for (const { cidr } of SCANNER_NETWORKS) {
  const [address = '', bits] = cidr.split('/')
  scanners.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
}

// An IPv4 client of a socket for both comes as `::ffff:192.0.2.1`.
const plain = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.)/i, '')

/** Whether an address lies in a network in which mail scanners are at home. */
export function isScannerAddress(ip: string): boolean {
  const address = plain(ip)
  return isIP(address) > 0 && scanners.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/**
 * The network of an address (/24, /48) as a keyed hash: whether two visits came from one place can be told by it, and from
 * where cannot. Null for what is no address.
 */
export function netOf(secret: string, ip: string): string | null {
  const prefix = prefixOf(plain(ip))
  return prefix === null
    ? null
    : createHmac('sha256', `${secret}\0net`).update(prefix).digest('base64url').slice(0, 16)
}

function prefixOf(ip: string): string | null {
  if (isIP(ip) === 0) return null
  if (isIPv4(ip)) return ip.split('.').slice(0, 3).join('.')
  const [head = '', tail = ''] = (ip.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const full = ip.includes('::')
    ? [...groups, ...Array(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after]
    : groups
  return full
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
