import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keyFindings } from '../../cli/doctor/dns/check-dkim.ts'
import { dnsFindings, type MailPlace } from '../../cli/doctor/dns/check-senders.ts'
import type { Dns } from '../../cli/doctor/dns/dns-port.ts'
import type { Sender } from '../../core/release/release.ts'
import { dkimRecord, keyRing } from '../../mail/dkim/keys.ts'
import { afterwards } from '../harness/afterwards.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const dir = mkdtempSync(join(tmpdir(), 'kindling-doctor-'))
afterwards(async () => rmSync(dir, { recursive: true, force: true }))
mkdirSync(join(dir, 'dkim'))
writeFileSync(join(dir, 'dkim', 'works.example.k1.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
writeFileSync(join(dir, 'dkim', 'works.example.bad.pem'), 'nothing')
const keys = keyRing(dir)

const IP = '203.0.113.5'
const RECORD = 'k1._domainkey.works.example'
/** DNS of a sender with whom all is well: `TYPE name` and what stands there. */
const GOOD: Record<string, string[]> = {
  [`TXT ${RECORD}`]: [dkimRecord(privateKey)],
  'TXT works.example': ['google-site-verification=1', `v=spf1 ip4:${IP} -all`],
  'TXT _dmarc.works.example': ['v=DMARC1; p=none'],
  'A smtp.works.example': [IP],
  [`PTR ${IP}`]: ['smtp.works.example'],
}

/** A resolver that knows these records, and that none is there besides. */
function zone(records: Record<string, string[] | string | undefined>): Dns {
  const ask = async (type: string, name: string): Promise<string[]> => {
    const found = records[`${type} ${name}`]
    if (typeof found === 'string') throw Object.assign(new Error(found), { code: found })
    if (!found) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
    return found
  }
  return {
    // A server may cut a long text anywhere.
    resolveTxt: async (name) => (await ask('TXT', name)).map((text) => text.match(/.{1,255}/g) ?? []),
    resolve4: (name) => ask('A', name),
    resolve6: (name) => ask('AAAA', name),
    resolveMx: async (name) => (await ask('MX', name)).map((exchange) => ({ exchange, priority: 10 })),
    resolvePtr: (name) => ask('PTR', name),
    reverse: (ip) => ask('PTR', ip),
  }
}

const signs: Sender = { name: 'Works', address: 'news@works.example', dkim: { selectors: ['k1'] } }
const place = (over: Partial<MailPlace> = {}): MailPlace => ({
  senders: { marketing: signs },
  keys,
  publicUrl: 'https://go.works.example',
  smtpHost: 'smtp.works.example',
  ips: [],
  ...over,
})
const found = async (records: Record<string, string[] | string | undefined>, over: Partial<MailPlace> = {}) =>
  (await dnsFindings(zone({ ...GOOD, ...records }), place(over))).map(
    ({ what, name, advice }) => `${what} ${name} ${advice}`,
  )
const only = async (...given: Parameters<typeof found>) => {
  const all = await found(...given)
  expect(all).toHaveLength(1)
  return all[0] ?? ''
}

test('nothing is found where all is well, by IPv6, include and redirect too', async () => {
  expect(await found({})).toEqual([])
  const v6 = {
    'A smtp.works.example': undefined,
    'AAAA smtp.works.example': ['2001:db8::5'],
    'PTR 2001:db8::5': ['smtp.works.example'],
    'TXT works.example': ['v=spf1 redirect=_spf.relay.example'],
    'TXT _spf.relay.example': ['v=spf1 include:_a.relay.example -all'],
    'TXT _a.relay.example': ['v=spf1 ip6:2001:db8::/32 -all'],
  }
  expect(await found(v6)).toEqual([])
  const sub = {
    name: 'x',
    address: 'x@mail.works.example',
    dkim: { selectors: ['k1'], domain: 'works.example' },
  }
  const spf = { 'TXT mail.works.example': [`v=spf1 a:smtp.works.example ~all`] }
  expect(await found(spf, { senders: { sub } })).toEqual([])
})

describe('the key in DNS', () => {
  test('is missing: the whole record is said', async () => {
    const line = await only({ [`TXT ${RECORD}`]: undefined })
    const parts = [...line.matchAll(/"([^"]*)"/g)].map((one) => one[1])
    expect(line).toMatch(
      /^dkim record k1\._domainkey\.works\.example is missing: publish k1\._domainkey\.works\.example\. TXT/,
    )
    expect(parts.join('')).toBe(dkimRecord(privateKey))
  })

  test.each([
    ['of another key', [dkimRecord(other)], 'holds another key'],
    ['cut short', [dkimRecord(privateKey).slice(0, 200)], 'holds another key'],
    ['revoked', ['v=DKIM1; p='], 'revokes the key'],
    ['there twice', [dkimRecord(privateKey), dkimRecord(other)], 'stands there 2 times'],
    ['of a test', [`${dkimRecord(privateKey)}; t=y`], 't=y'],
    ['for sha1 only', [`${dkimRecord(privateKey)}; h=sha1`], 'forbids sha256'],
    ['of something else', ['v=spf1 -all'], 'no DKIM record'],
  ])('is %s', async (_, records, words) => {
    expect(await only({ [`TXT ${RECORD}`]: records })).toContain(words)
  })

  test('may be written with blanks and without v=', async () => {
    const spread = dkimRecord(privateKey).replace('v=DKIM1; ', '').replace('p=', 'p = ')
    expect(await found({ [`TXT ${RECORD}`]: [spread] })).toEqual([])
  })
})

describe('SPF', () => {
  test.each([
    ['is missing', undefined, `publish works.example. TXT "v=spf1 ip4:${IP} ~all"`],
    ['is there twice', ['v=spf1 -all', `v=spf1 ip4:${IP} -all`], 'put all into one'],
    ['lets everybody send', ['v=spf1 +all'], '+all'],
    ['lets everybody send in another spelling', ['v=spf1 all'], '+all'],
    ['is open at its end', [`v=spf1 ip4:${IP}`], 'end it with ~all'],
    ['names others', ['v=spf1 ip4:198.51.100.7 -all'], `does not name ${IP}`],
    ['cannot be read', [`v=spf1 ipv4:${IP} -all`], 'cannot be evaluated'],
    ['asks in a circle', ['v=spf1 include:works.example -all'], 'cannot be evaluated'],
  ])('%s', async (_, records, words) => {
    expect(await only({ 'TXT works.example': records })).toContain(words)
  })

  test('with a part that nobody answers for is neither good nor bad', async () => {
    const records = {
      'TXT works.example': ['v=spf1 include:_spf.relay.example -all'],
      'TXT _spf.relay.example': 'ESERVFAIL',
    }
    expect(await only(records)).toContain('dns silent works.example temperror')
  })

  test('is judged by the addresses that were said, and only by itself where nobody knows them', async () => {
    const there = { 'PTR 198.51.100.7': ['out.works.example'], 'A out.works.example': ['198.51.100.7'] }
    expect(await only(there, { ips: ['198.51.100.7'] })).toContain('ip4:198.51.100.7')
    expect(
      await found({ 'TXT works.example': ['v=spf1 ip4:198.51.100.7 -all'] }, { smtpHost: null }),
    ).toEqual([])
    expect(await only({ 'TXT works.example': undefined }, { smtpHost: null })).toContain('include:')
  })
})

describe('DMARC', () => {
  test.each([
    ['is missing', undefined, 'publish _dmarc.works.example. TXT "v=DMARC1; p=none;'],
    ['is there twice', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'leave one'],
    ['has no policy', ['v=DMARC1; rua=mailto:a@works.example'], 'p=none'],
  ])('%s', async (_, records, words) => {
    expect(await only({ 'TXT _dmarc.works.example': records })).toContain(words)
  })

  test('is met by SPF alone, and by neither: then it says so beside them', async () => {
    const bare = { senders: { bare: { name: 'x', address: 'x@works.example' } } }
    expect(await found({}, bare)).toEqual([])
    const lines = await found({ 'TXT works.example': ['v=spf1 -all'] }, bare)
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['spf record', 'dmarc record'])
    expect(lines[1]).toContain('is not met')
  })

  test('that is strict wants the very domain', async () => {
    const sub = {
      name: 'x',
      address: 'x@mail.works.example',
      dkim: { selectors: ['k1'], domain: 'works.example' },
    }
    const records = {
      'TXT mail.works.example': ['v=spf1 ip4:198.51.100.7 -all'],
      'TXT _dmarc.works.example': ['v=DMARC1; p=reject; adkim=s'],
    }
    const lines = await found(records, { senders: { sub } })
    expect(lines.at(-1)).toContain('sign as mail.works.example, not as works.example')
  })
})

test('an address without a name, or with one that leads elsewhere', async () => {
  expect(await only({ [`PTR ${IP}`]: undefined })).toContain(`reverse dns ${IP} has no name`)
  expect(
    await only({ [`PTR ${IP}`]: ['host5.isp.example'], 'A host5.isp.example': ['203.0.113.6'] }),
  ).toContain(`publish host5.isp.example. A ${IP}`)
})

test("links to a stranger's host, or without TLS; a sender may have its own", async () => {
  expect(await only({}, { publicUrl: 'https://kindling.elsewhere.example' })).toContain(
    'https://go.works.example',
  )
  expect(await only({}, { publicUrl: 'http://go.works.example' })).toContain('https')
  const senders = { own: { ...signs, links: 'https://go.works.example' } }
  expect(await found({}, { senders, publicUrl: 'https://kindling.elsewhere.example' })).toEqual([])
})

test('offline says so, and nothing else; two senders of one domain are one finding', async () => {
  const dead = new Proxy({} as Dns, {
    get: () => async () => {
      throw Object.assign(new Error('x'), { code: 'ETIMEOUT' })
    },
  })
  const lines = await dnsFindings(dead, place({ senders: { a: signs, b: signs } }))
  expect(new Set(lines.map((one) => one.what))).toEqual(new Set(['dns silent']))
  expect(lines.map((one) => one.name).sort()).toEqual([
    '_dmarc.works.example',
    RECORD,
    'smtp.works.example',
    'works.example',
  ])
  expect(await found({ [`TXT ${RECORD}`]: undefined }, { senders: { a: signs, b: signs } })).toHaveLength(1)
  expect(await only({ [`TXT ${RECORD}`]: 'ESERVFAIL' })).toContain(`dns silent ${RECORD} ESERVFAIL`)
})

test('a sender without a key, and a key that is none, are said without asking the network', () => {
  const of = (sender: Sender) =>
    keyFindings(keys, 'marketing', sender, dir).map((one) => `${one.what}: ${one.advice}`)
  expect(of(signs)).toEqual([])
  expect(of({ name: 'x', address: 'x@works.example' })[0]).toContain('npx kindling dkim new works.example')
  expect(of({ ...signs, dkim: { selectors: ['bad', 'k9'] } })).toEqual([
    expect.stringContaining('key faulty: sender marketing cannot be signed with it: it is no private key'),
    expect.stringContaining('none of the keys bad, k9'),
  ])
  expect(of({ ...signs, dkim: { selectors: ['bad', 'k1'] } })).toHaveLength(1)
})

test('a domain for bounces is the envelope: its SPF record counts, and a server must take its mail', async () => {
  const senders = { marketing: { ...signs, bounces: 'bounce.works.example' } }
  const records = {
    'TXT works.example': undefined,
    'TXT bounce.works.example': [`v=spf1 ip4:${IP} -all`],
    'MX bounce.works.example': ['mx.works.example'],
  }
  expect(await found(records, { senders })).toEqual([])
  expect(await only({ ...records, 'TXT bounce.works.example': undefined }, { senders })).toMatch(
    /^spf record bounce\.works\.example is missing/,
  )
  expect(await only({ ...records, 'MX bounce.works.example': undefined }, { senders })).toMatch(
    /^bounce domain bounce\.works\.example no server takes what bounces: publish bounce\.works\.example\. MX 10/,
  )
})
