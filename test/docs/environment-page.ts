import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const CONFIG = join(import.meta.dirname, '../../config.ts')

/** What each variable is for. A variable of config.ts that is missing here makes the page fail. */
const WORDS: Record<string, string> = {
  HOST: 'where the API listens',
  PORT: 'port of the API',
  MAIL_PORT: 'port of the sink: its page and JSON',
  SMTP_PORT: 'port of the sink: SMTP',
  POSTGRES_PORT: 'port of the Postgres that `npm start` brings',
  TEMPORAL_PORT: 'port of the Temporal that `npm start` brings',
  DATABASE_URL: 'a Postgres of your own (tested with 18): `postgres://user:password@host:5432/name`',
  TEMPORAL_ADDRESS: 'a Temporal of your own: `host:7233`',
  SMTP_URL: 'where mail goes: `smtp://user:password@host:587`, `smtps://` for TLS from the start',
  KINDLING_DKIM_KEYS:
    'keys that sign mail, where no files can lie: `domain.selector=<PKCS#8 in base64>`, a comma between two',
  KINDLING_SEND_UNSIGNED:
    '`allow` or `refuse`: whether marketing mail goes out that no key here signs. `allow` where your relay signs it',
  KINDLING_ALERTS_TO: 'who is told by mail when complaints are high: one address',
  KINDLING_IMAP_URL:
    'mailboxes to which bounces and answers come: `imaps://user:password@host/folder`, a blank between two',
  KINDLING_POSTMARK_HOOK: '`user:password` in the address of the webhook that Postmark calls',
  KINDLING_MAILGUN_KEYS: 'webhook signing keys of Mailgun, a blank between two',
  KINDLING_SES_TOPICS: 'ARNs of the SNS topics into which SES writes, a blank between two',
  PUBLIC_URL: 'start of every link in a mail: `https://mail.example.com`',
  KINDLING_DATA: 'folder of this installation: data of the parts it brings, uploads, key, secret',
  KINDLING_SECRET:
    'signs links and cookies; at least 32 characters. Change it, and every link in sent mail is void',
  KINDLING_TIME_SCALE: 'business seconds in a machine second; only for an empty database, which keeps it',
  KINDLING_TIME_START: 'where business time begins: `2026-03-02T09:00:00Z`; only for an empty database',
  KINDLING_CLICK_QUARANTINE:
    'business seconds for which a click is under judgement, 60 at most; 0: it is judged by its agent alone',
  KINDLING_TELEPHONY:
    '`none` or `simulator`: who puts the calls of dealers through. The simulator connects nobody; for a demo',
  KINDLING_PUSH_URL:
    'where each nudge to somebody of sales is posted, signed (`kindling hook push` prints the secret), for a messenger’s bot',
  KINDLING_LOG: '`fatal`, `error`, `warn`, `info`, `debug` or `silent`',
}

const BY_DEFAULT: Record<string, string> = {
  DATABASE_URL: 'the one of `npm start`',
  TEMPORAL_ADDRESS: 'the one of `npm start`',
  SMTP_URL: 'the sink',
  KINDLING_SEND_UNSIGNED: '`allow` where `SMTP_URL` is of this machine or its containers, else `refuse`',
  PUBLIC_URL: '`http://127.0.0.1:<PORT>`',
  KINDLING_DATA: '`.kindling`',
  KINDLING_SECRET: 'made by `npm start`, kept in `.kindling/secret`',
  KINDLING_TIME_START: 'now',
}

const INTRO = `# Environment

Read once, checked at the start; all faults are listed at once and the program ends with 2. An empty variable counts as not
set. A file \`.env\` beside \`config.ts\` is read too.

| variable | what it is for | by default |
| --- | --- | --- |`

const AFTER = `
The command line also reads \`KINDLING_API_URL\` and \`KINDLING_API_KEY\`, to talk to an installation elsewhere.`

/** `docs/reference/environment.md`. */
export function environmentPage(): string {
  const source = readFileSync(CONFIG, 'utf8')
  const schema = source.slice(source.indexOf('const environment = z.object({'), source.indexOf('\n})\n'))
  const names = [...schema.matchAll(/^ {2}([A-Z_]+):((?:(?!^ {2}[A-Z_]+:)[\s\S])*)/gm)]
  const rows = names.map(([, name = '', rule = '']) => {
    const words = WORDS[name]
    if (!words) throw new Error(`Say in ${import.meta.filename} what ${name} is for`)
    const byDefault = /port\((\d+)\)|\.default\('?([^')]*)'?\)/.exec(rule)
    const value = byDefault?.[1] ?? byDefault?.[2]
    return `| \`${name}\` | ${words} | ${value === undefined ? (BY_DEFAULT[name] ?? '') : `\`${value}\``} |`
  })
  return `${[INTRO, ...rows].join('\n')}\n${AFTER}\n`
}
