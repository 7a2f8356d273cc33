import { createHmac } from 'node:crypto'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { SCANNER_NETWORKS } from '../core/mail/scanner-networks.ts'

const scanners = new BlockList()
for (const { cidr } of SCANNER_NETWORKS) {
  const [address = '', bits] = cidr.split('/')
  scanners.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
}

// Our own machines and those beside them: who comes from there came through a proxy that does not say for whom.
const nearby = new BlockList()
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  nearby.addSubnet(address, bits, 'ipv4')
for (const [address, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  nearby.addSubnet(address, bits, 'ipv6')

// An IPv4 client of a socket for both comes as `::ffff:192.0.2.1`.
const plain = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.)/i, '')

/** Whether an address lies in a network in which mail scanners are at home. */
export function isScannerAddress(ip: string): boolean {
  const address = plain(ip)
  return isIP(address) > 0 && scanners.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/**
 * The network of an address (/24, /48) as a keyed hash: whether two visits came from one place can be told by it, and from
 * where cannot. Null for what is no address, or one of a private network.
 */
export function netOf(secret: string, ip: string): string | null {
  const prefix = prefixOf(plain(ip))
  return prefix === null
    ? null
    : createHmac('sha256', `${secret}\0net`).update(prefix).digest('base64url').slice(0, 16)
}

function prefixOf(ip: string): string | null {
  if (isIP(ip) === 0 || nearby.check(ip.split('%')[0] ?? '', isIPv4(ip) ? 'ipv4' : 'ipv6')) return null
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
