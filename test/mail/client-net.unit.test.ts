import { expect, test } from 'vitest'
import { isScannerAddress, netOf } from '../../mail/client-net.ts'

test('an address of a gateway’s network is known, in both forms, and a neighbour is not', () => {
  for (const ip of ['40.107.255.255', '::ffff:40.107.0.1', '2a01:111:f403::1', '207.211.31.127'])
    expect(isScannerAddress(ip), ip).toBe(true)
  for (const ip of ['40.108.0.1', '207.211.31.128', '2a01:111:f404::1', '127.0.0.1'])
    expect(isScannerAddress(ip), ip).toBe(false)
})

test('what is no address is in no network', () => {
  for (const ip of ['', 'x', '1.2.3', '40.107.0.1.', '::ffff:999.1.1.1', 'fe80::1::2'])
    expect([isScannerAddress(ip), netOf('s', ip)], ip).toEqual([false, null])
})

test('whoever comes through a proxy beside us comes from nowhere: all of them are not one network', () => {
  for (const ip of [
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.31.0.9',
    '192.168.1.1',
    '::ffff:10.0.0.1',
    'fd00::1',
    'fe80::1%eth0',
  ])
    expect(netOf('s', ip), ip).toBeNull()
})

test('two addresses are of one network by their first 24 or 48 bits, however they are written', () => {
  const same = (a: string, b: string) => netOf('s', a) === netOf('s', b)
  expect(same('192.0.2.1', '::ffff:192.0.2.200')).toBe(true)
  expect(same('192.0.2.1', '192.0.3.1')).toBe(false)
  expect(same('2001:db8:1::1', '2001:0DB8:0001:ffff::')).toBe(true)
  expect(same('2001:db8:1::1', '2001:db8:2::1')).toBe(false)
  expect(same('2001:db8::1', '2001:db8:0:1::')).toBe(true)
})

test('the hash says nothing of the address, and nothing to who has not the secret', () => {
  expect(netOf('s', '192.0.2.1')).toMatch(/^[\w-]{16}$/)
  expect(netOf('s', '192.0.2.1')).not.toBe(netOf('another', '192.0.2.1'))
})
