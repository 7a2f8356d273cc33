import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'

/** Everything that the environment decides. Read once by a main, frozen, handed on. */
export interface Config {
  /** Where the API listens. */
  readonly host: string
  readonly port: number
  /** The sink's page and JSON, and its SMTP side. */
  readonly mailPort: number
  readonly smtpPort: number
  readonly databaseUrl: string
  readonly temporalAddress: string
  /** Where mail goes: `smtp://` or `smtps://`, with user and password if the server asks for them. */
  readonly smtpUrl: string
  /** Keys that sign mail, beside those in the folder `dkim` of the data: `mail/dkim/keys.ts` reads them. */
  readonly dkimKeys: string
  /** Whether marketing mail goes out that no key here signs. */
  readonly sendUnsigned: 'allow' | 'refuse'
  /** Who is told by mail when complaints are high. */
  readonly alertsTo: string | null
  /** Mailboxes to which bounces and answers come, with user and password; read by each worker in turn. */
  readonly imapUrls: readonly string[]
  /** What proves the webhooks of the providers that send our mail; what is empty is not listened to. */
  readonly mailHooks: {
    /** `user:password` that stands in the webhook's address at Postmark. */
    readonly postmark: string | null
    /** Webhook signing keys of Mailgun; several while one takes over from another. */
    readonly mailgun: readonly string[]
    /** ARNs of the SNS topics into which SES writes. */
    readonly ses: readonly string[]
  }
  /** Start of every link in a mail, without a slash at its end. */
  readonly publicUrl: string
  /**
   * Data of this installation. The API reads `api-key` in it at boot and makes sure that the key is known
   * (`ensureMachineKey`); uploads lie in `files`.
   */
  readonly dataDir: string
  /** Signs links and cookies. */
  readonly secret: string
  /** Business seconds in one machine second, and where business time begins (epoch ms); for an empty database only. */
  readonly timeScale: number
  readonly timeStart: number | undefined
  /** How long a click is under judgement, in business ms; 0: judged by its agent only. */
  readonly clickQuarantineMs: number
  /** Who puts calls through: nobody, or the simulator, for a demo. */
  readonly telephony: 'none' | 'simulator'
  /** Who is told at once what somebody of sales should look at; undefined: nobody, mail does. */
  readonly pushUrl: string | undefined
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
}

/** All faults of the environment at once, one a line. */
export class ConfigError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`The environment is not right:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

const port = (byDefault: number) =>
  z.coerce
    .number({ error: 'must be a port: a whole number from 1 to 65535' })
    .int({ error: 'must be a port: a whole number from 1 to 65535' })
    .min(1, { error: 'must be a port: a whole number from 1 to 65535' })
    .max(65535, { error: 'must be a port: a whole number from 1 to 65535' })
    .default(byDefault)

const url = (schemes: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
    error: `must be an address that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  })

const words = (text: string | undefined): string[] => (text ?? '').split(/[\s,]+/).filter(Boolean)

/** Several of something in one variable, with a blank or a comma between two. */
const listed = (fits: (text: string) => boolean, wrong: { error: string }) =>
  z.string().refine((text) => words(text).every(fits), wrong)

function isMailbox(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hostname } = new URL(text)
  return ['imap:', 'imaps:'].includes(protocol) && hostname !== '' && username !== '' && password !== ''
}

/** At more a late timer is a day late. */
const MOST_SCALE = 20_000
const quarantineError = { error: 'must be seconds, from 0 (off) to 60' }
const scaleError = { error: `must be a number from 1 to ${MOST_SCALE}` }
const instantError = { error: 'must be an instant like 2026-03-02T09:00:00Z' }

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  MAIL_PORT: port(3025),
  SMTP_PORT: port(2525),
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  POSTGRES_PORT: port(5433),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/, { error: 'must be host:port, like 127.0.0.1:7233' })
    .optional(),
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  KINDLING_DKIM_KEYS: z
    .string()
    .regex(/^[\s,]*([a-z0-9.-]+=[A-Za-z0-9+/]+=*([\s,]+|$))+$/, {
      error: 'must be domain.selector=key, the key in base64 (PKCS#8), with a comma between two',
    })
    .optional(),
  KINDLING_SEND_UNSIGNED: z
    .enum(['allow', 'refuse'], { error: 'must be allow or refuse: may marketing mail go out unsigned?' })
    .optional(),
  KINDLING_ALERTS_TO: z.email({ error: 'must be one address, like postmaster@example.com' }).optional(),
  KINDLING_IMAP_URL: listed((text) => isMailbox(text), {
    error: 'must be imaps://user:password@host/folder, with a blank between two of them',
  }).optional(),
  KINDLING_POSTMARK_HOOK: z
    .string()
    .regex(/^[^\s:]+:\S{16,}$/, { error: 'must be user:password, the password at least 16 characters long' })
    .optional(),
  KINDLING_MAILGUN_KEYS: listed((text) => text.length >= 16, {
    error: 'must be webhook signing keys of Mailgun, with a blank between two of them',
  }).optional(),
  KINDLING_SES_TOPICS: listed((text) => /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/.test(text), {
    error: 'must be ARNs of SNS topics, like arn:aws:sns:eu-west-1:123456789012:mail',
  }).optional(),
  PUBLIC_URL: url(['http:', 'https:']).optional(),
  KINDLING_DATA: z.string().optional(),
  KINDLING_SECRET: z.string().min(32, { error: 'must be at least 32 characters long' }).optional(),
  KINDLING_TIME_SCALE: z.coerce.number(scaleError).min(1, scaleError).max(MOST_SCALE, scaleError).default(1),
  KINDLING_TIME_START: z.iso.datetime({ offset: true, ...instantError }).optional(),
  KINDLING_CLICK_QUARANTINE: z.coerce
    .number(quarantineError)
    .min(0, quarantineError)
    .max(60, quarantineError)
    .default(60),
  KINDLING_TELEPHONY: z.enum(['none', 'simulator'], { error: 'must be none or simulator' }).default('none'),
  KINDLING_PUSH_URL: url(['http:', 'https:']).optional(),
  KINDLING_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

/** The folder of the data: `KINDLING_DATA`, else `.kindling` beside the code. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  const wanted = env.KINDLING_DATA || '.kindling'
  return isAbsolute(wanted)
    ? wanted
    : resolve(env.KINDLING_DATA ? process.cwd() : import.meta.dirname, wanted)
}

/** A mail server of this machine or of its containers, such as the sink: a name without a dot, or an address of its own. */
export const nearby = (serverUrl: string): boolean =>
  /^([^.:]+|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(serverUrl).hostname)

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined)

/** What a running `npm start` says about itself, so that the command line and a second worker find it. */
function running(dataDir: string): { database?: string; temporal?: string; smtp?: string } {
  try {
    return JSON.parse(textOf(join(dataDir, 'run.json')) ?? '{}')
  } catch {
    return {}
  }
}

const secretOf = (env: NodeJS.ProcessEnv): string | undefined =>
  env.KINDLING_SECRET?.trim() || textOf(join(dataFolder(env), 'secret'))

function readEnvFile(): void {
  const file = join(import.meta.dirname, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

/** The secret alone, of the environment, of `.env` or of the data folder; undefined where nothing was started yet. */
export function readSecret(): string | undefined {
  readEnvFile()
  return secretOf(process.env)
}

/**
 * Reads the environment; an empty variable counts as unset. What is not set is taken from a running `npm start`
 * (`run.json`, `secret` in the data folder), then from the defaults.
 *
 * @throws ConfigError with every fault in it
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const dataDir = dataFolder(set)
  const run = running(dataDir)
  const parsed = environment.safeParse(set)
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const databaseUrl = set.DATABASE_URL ?? run.database
  const secret = secretOf(set)
  if (!databaseUrl)
    faults.push('DATABASE_URL: is missing. Set it, or run `npm start`, which brings its own database.')
  if (!secret)
    faults.push('KINDLING_SECRET: is missing. Set 32 random characters, or run `npm start`, which makes one.')
  if (!parsed.success || !databaseUrl || !secret || faults.length > 0) throw new ConfigError(faults)
  const values = parsed.data
  const smtpUrl = values.SMTP_URL ?? run.smtp ?? `smtp://127.0.0.1:${values.SMTP_PORT}`
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    mailPort: values.MAIL_PORT,
    smtpPort: values.SMTP_PORT,
    databaseUrl,
    temporalAddress: values.TEMPORAL_ADDRESS ?? run.temporal ?? `127.0.0.1:${values.TEMPORAL_PORT}`,
    smtpUrl,
    dkimKeys: values.KINDLING_DKIM_KEYS ?? '',
    sendUnsigned: values.KINDLING_SEND_UNSIGNED ?? (nearby(smtpUrl) ? 'allow' : 'refuse'),
    alertsTo: values.KINDLING_ALERTS_TO ?? null,
    imapUrls: words(values.KINDLING_IMAP_URL),
    mailHooks: {
      postmark: values.KINDLING_POSTMARK_HOOK ?? null,
      mailgun: words(values.KINDLING_MAILGUN_KEYS),
      ses: words(values.KINDLING_SES_TOPICS),
    },
    publicUrl: (values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, ''),
    dataDir,
    secret,
    timeScale: values.KINDLING_TIME_SCALE,
    timeStart: values.KINDLING_TIME_START === undefined ? undefined : Date.parse(values.KINDLING_TIME_START),
    clickQuarantineMs: values.KINDLING_CLICK_QUARANTINE * 1000,
    telephony: values.KINDLING_TELEPHONY,
    pushUrl: values.KINDLING_PUSH_URL,
    logLevel: values.KINDLING_LOG,
  })
}

/** `readConfig` for a main: also reads a file `.env`, and on faults prints them and ends the process with 2. */
export function configOrExit(): Config {
  readEnvFile()
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
