import { generateKeyPairSync } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Command } from 'commander'
import { dataFolder } from '../../config.ts'
import { normalDomain } from '../../core/identity/domain.ts'
import { dkimRecord, KEY_BITS, keyFile, keyRing } from '../../mail/dkim/keys.ts'
import { txtLine } from '../doctor/dns/txt-line.ts'
import { paint, Refused, say, UsageError } from '../output.ts'

/** `kindling dkim`: keys that sign mail. */
export function dkimCommand(): Command {
  const make = new Command('new')
    .summary('make a key, and show the DNS record that belongs to it')
    .description(
      'Makes an RSA key of 2048 bits in dkim/<domain>.<selector>.pem of the data folder, which only its owner can read, and\n' +
        'prints the DNS record to publish. A key that is there is never overwritten: a second call makes the next one, to rotate to.',
    )
    .argument('<domain>', 'the domain that signs: that of the address of the sender')
    .option('--selector <selector>', 'name of the key (default: k1, or the next that is free)')
    .option('--json', 'the result as one line of JSON')
    .action(run)
  return new Command('dkim').summary('keys that sign mail').addCommand(make)
}

async function run(text: string, options: { selector?: string; json?: boolean }): Promise<void> {
  const domain = normalDomain(text)
  if (domain === null) throw new UsageError(`${text} is no domain.`)
  const { selector, file } = freePlace(domain, options.selector)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS })
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'wx', 0o600).catch((error: Error) => {
    throw new Refused(`${file} cannot be written: ${error.message}`)
  })
  await handle.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await handle.close()
  const name = `${selector}._domainkey.${domain}`
  const value = dkimRecord(privateKey)
  say(options.json, { domain, selector, file, record: { name, type: 'TXT', value } }, [
    `${paint('green', 'made')} ${file}`,
    '',
    'Publish this record in DNS:',
    '',
    txtLine(name, value),
    '',
    'When `dig TXT` shows it, name the key first in marketing/senders.ts, and publish:',
    '',
    `  dkim: { selectors: ['${selector}'] },`,
    '',
    paint(
      'dim',
      'A key named before stays behind it in the list for a week: mail on its way is verified with it.',
    ),
  ])
}

/** Where the key goes: under the name that was asked for, else the first of k1, k2 … that is free. */
function freePlace(domain: string, wanted: string | undefined): { selector: string; file: string } {
  const folder = dataFolder(process.env)
  const held = (selector: string) => keyRing(folder, process.env.KINDLING_DKIM_KEYS).held(domain, selector).is
  if (wanted !== undefined) {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(wanted))
      throw new UsageError('A selector is made of small Latin letters, digits and dashes.')
    if (held(wanted) !== 'missing') throw new Refused(`${domain} has a key ${wanted} already.`)
    return { selector: wanted, file: keyFile(folder, domain, wanted) }
  }
  let n = 1
  while (held(`k${n}`) !== 'missing') n += 1
  return { selector: `k${n}`, file: keyFile(folder, domain, `k${n}`) }
}
