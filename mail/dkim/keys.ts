import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SigningKey } from './sign.ts'

/** Verifiers take RSA from 1024 bits; from 2048 nobody complains (RFC 8301 §3.2). */
export const KEY_BITS = 2048
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/
const SELECTOR = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** What is in the place of a key. */
export type HeldKey = { is: 'there'; key: KeyObject } | { is: 'missing' } | { is: 'faulty'; why: string }

/** The private keys of this installation. */
export interface KeyRing {
  held(domain: string, selector: string): HeldKey
  /** The first of the selectors, newest first, whose key is there. */
  find(domain: string, selectors: readonly string[]): SigningKey | null
}

/** Where the key of a selector lies in the data folder. */
export const keyFile = (dataDir: string, domain: string, selector: string): string =>
  join(dataDir, 'dkim', `${domain}.${selector}.pem`)

/** What DNS must say at `<selector>._domainkey.<domain>` for this key, public or private. */
export const dkimRecord = (key: KeyObject): string =>
  `v=DKIM1; k=rsa; p=${publicHalf(key).export({ type: 'spki', format: 'der' }).toString('base64')}`

const publicHalf = (key: KeyObject) => (key.type === 'private' ? createPublicKey(key) : key)

function parsed(read: () => KeyObject): HeldKey {
  try {
    const key = read()
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    if (key.asymmetricKeyType !== 'rsa') return { is: 'faulty', why: 'it is no RSA key' }
    if (bits < KEY_BITS) return { is: 'faulty', why: `it has ${bits} bits, and must have ${KEY_BITS}` }
    return { is: 'there', key }
  } catch (error) {
    return unread(error)
  }
}

function unread(error: unknown): HeldKey {
  const code = (error as { code?: unknown }).code
  if (code === 'ENOENT') return { is: 'missing' }
  return { is: 'faulty', why: code === 'EACCES' ? 'it may not be read' : 'it is no private key' }
}

function changeOf(path: string): number | HeldKey {
  try {
    return statSync(path).mtimeMs
  } catch (error) {
    return unread(error)
  }
}

/** Entries `domain.selector=<PKCS#8 in base64>` of KINDLING_DKIM_KEYS, by name. */
function fromEnvironment(text: string): Map<string, HeldKey> {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  return new Map(
    entries.map((entry) => {
      const at = entry.indexOf('=')
      const der = Buffer.from(entry.slice(at + 1), 'base64')
      return [entry.slice(0, at), parsed(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))]
    }),
  )
}

/**
 * Keys of the environment (`KINDLING_DKIM_KEYS`) first, then the files `dkim/<domain>.<selector>.pem` of the data folder.
 * A file that comes, changes or goes counts from the next mail on.
 */
export function keyRing(dataDir: string, environment = ''): KeyRing {
  const given = fromEnvironment(environment)
  const files = new Map<string, { changedAt: number; held: HeldKey }>()

  function ofFile(path: string): HeldKey {
    const changedAt = changeOf(path)
    if (typeof changedAt !== 'number') return changedAt
    const known = files.get(path)
    if (known?.changedAt === changedAt) return known.held
    const held = parsed(() => createPrivateKey(readFileSync(path)))
    files.set(path, { changedAt, held })
    return held
  }

  function held(domain: string, selector: string): HeldKey {
    // They become part of a path and of a header.
    if (!DOMAIN.test(domain) || !SELECTOR.test(selector)) return { is: 'missing' }
    return given.get(`${domain}.${selector}`) ?? ofFile(keyFile(dataDir, domain, selector))
  }

  return {
    held,
    find(domain, selectors) {
      for (const selector of selectors) {
        const found = held(domain, selector)
        if (found.is === 'there') return { domain, selector, key: found.key }
      }
      return null
    },
  }
}
