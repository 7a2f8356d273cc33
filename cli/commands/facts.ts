import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { z } from 'zod'
import { type ApiClient, apiClient } from '../api-client.ts'
import { leadOf } from '../lead-name.ts'
import { count, faultLines, paint, Refused, say, UsageError } from '../output.ts'
import { Progress } from '../progress.ts'

interface Options {
  lead?: string
  props?: string
  at?: string
  key?: string
  file?: string
  json?: boolean
}

const reply = z.object({
  accepted: z.array(z.object({ index: z.number(), id: z.number(), known: z.boolean() })),
  duplicate: z.array(z.object({ index: z.number(), id: z.number() })),
  rejected: z.array(z.object({ index: z.number(), reason: z.string(), pointer: z.string() })),
})

const BATCH = 500

/** `kindling facts`: something happened. */
export function factsCommand(): Command {
  return new Command('facts')
    .summary('send a fact, or a file of facts')
    .description(
      'Says that something happened: one fact by its type, or a file of them (a JSON array, or JSON lines).',
    )
    .argument('[type]', 'type of the fact: document.opened')
    .option('--lead <who>', 'email address, phone number or id of the lead')
    .option('--props <json>', `its properties: '{"document":"guide"}'`)
    .option('--at <instant>', 'when it happened; now if absent')
    .option('--key <key>', 'a name for this one fact: sent twice, it counts once')
    .option(
      '--file <file>',
      'facts as POST /v1/facts takes them: a JSON array, {"facts":[…]}, or a fact a line',
    )
    .option('--json', 'the result as one line of JSON')
    .addHelpText(
      'after',
      `\nExample:\n  kindling facts document.opened --lead anna@example.com --props '{"document":"guide"}'`,
    )
    .action(run)
}

async function run(type: string | undefined, options: Options): Promise<void> {
  if ((type === undefined) === (options.file === undefined))
    throw new UsageError('Give either a type or --file.')
  const api = apiClient()
  const totals = {
    accepted: 0,
    duplicate: 0,
    unknown: 0,
    rejected: [] as { index: number; reason: string; pointer: string }[],
  }
  const progress = new Progress('sending facts', null)
  let sent = 0
  for await (const batch of type === undefined ? batches(options.file ?? '') : [[oneFact(type, options)]]) {
    await send(api, batch, sent, totals)
    sent += batch.length
    progress.step(batch.length)
  }
  progress.end()
  const faults = totals.rejected.map(({ index, reason, pointer }) => ({
    path: `fact ${index + 1} ${pointer}`.trim(),
    message: reason,
  }))
  say(options.json, totals, [
    `${count(totals.accepted, 'fact')} accepted, ${totals.duplicate} known already, ${totals.rejected.length} rejected`,
    ...(totals.unknown > 0
      ? [
          paint(
            'yellow',
            `${totals.unknown} of a type that marketing/facts.ts does not declare: see \`kindling doctor\``,
          ),
        ]
      : []),
    ...faultLines(faults),
  ])
  if (totals.rejected.length > 0) process.exitCode = 1
}

function oneFact(type: string, options: Options): Record<string, unknown> {
  return {
    type,
    ...(options.lead && { lead: leadOf(options.lead) }),
    ...(options.at && { at: options.at }),
    ...(options.key && { key: options.key }),
    ...(options.props && { props: parsed(options.props, '--props') }),
  }
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${where} is not JSON.`)
  }
}

async function* batches(file: string): AsyncGenerator<unknown[]> {
  let batch: unknown[] = []
  for await (const fact of read(file)) {
    batch.push(fact)
    if (batch.length === BATCH) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

async function* read(file: string): AsyncGenerator<unknown> {
  if (file.endsWith('.json')) {
    const whole = parsed(await readFile(file, 'utf8').catch(() => missing(file)), file)
    yield* z
      .union([z.array(z.unknown()), z.object({ facts: z.array(z.unknown()) }).transform((one) => one.facts)])
      .parse(whole)
    return
  }
  let line = 0
  const source = createReadStream(file)
  const failed = new Promise<never>((_, reject) =>
    source.on('error', () => reject(new UsageError(`There is no file ${file}.`))),
  )
  failed.catch(() => {})
  await Promise.race([new Promise((opened) => source.once('open', opened)), failed])
  for await (const text of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    if (text.trim() !== '') yield parsed(text, `${file}, line ${line},`)
  }
}

const missing = (file: string): never => {
  throw new UsageError(`There is no file ${file}.`)
}

async function send(
  api: ApiClient,
  facts: unknown[],
  from: number,
  totals: {
    accepted: number
    duplicate: number
    unknown: number
    rejected: { index: number; reason: string; pointer: string }[]
  },
): Promise<void> {
  const body = await api.must('POST', '/v1/facts', { facts })
  const parsedReply = reply.safeParse(body)
  if (!parsedReply.success) throw new Refused('The API gave an answer that this version does not know.')
  const { accepted, duplicate, rejected } = parsedReply.data
  totals.accepted += accepted.length
  totals.duplicate += duplicate.length
  totals.unknown += accepted.filter((one) => !one.known).length
  totals.rejected.push(...rejected.map((one) => ({ ...one, index: one.index + from })))
}
