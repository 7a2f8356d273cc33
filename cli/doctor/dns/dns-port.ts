import { Resolver } from 'node:dns/promises'

/** What the checks ask of DNS; a `Resolver` of node:dns is one. */
export interface Dns {
  resolveTxt(name: string): Promise<string[][]>
  resolve4(name: string): Promise<string[]>
  resolve6(name: string): Promise<string[]>
  resolveMx(name: string): Promise<{ exchange: string; priority: number }[]>
  resolvePtr(name: string): Promise<string[]>
  reverse(ip: string): Promise<string[]>
}

/** Machine time for one question; asked twice. */
const QUESTION_MS = 1500

/** The resolver of this machine. */
export const machineDns = (): Dns => new Resolver({ timeout: QUESTION_MS, tries: 2 })

/** DNS gave no answer: neither yes nor no. `name` is what was asked for. */
export class DnsSilent extends Error {
  readonly asked: string
  readonly code: string
  constructor(asked: string, code: string) {
    super(`${asked}: ${code}`)
    this.asked = asked
    this.code = code
  }
}

const NONE = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN'])

/** The answer; empty where there is none. @throws DnsSilent where nobody answers, or with a failure */
export async function asked<T>(name: string, question: Promise<T[]>): Promise<T[]> {
  try {
    return await question
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'no answer'
    if (NONE.has(code)) return []
    throw new DnsSilent(name, code)
  }
}

/** The TXT records of a name, each as one text. */
export const texts = async (dns: Dns, name: string): Promise<string[]> =>
  (await asked(name, dns.resolveTxt(name))).map((parts) => parts.join(''))

/** The addresses of a host, IPv4 first. */
export async function addresses(dns: Dns, host: string): Promise<string[]> {
  const both = await Promise.all([asked(host, dns.resolve4(host)), asked(host, dns.resolve6(host))])
  return both.flat()
}
