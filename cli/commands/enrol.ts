import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { leadOf } from '../lead-name.ts'
import { say, UsageError } from '../output.ts'

/** `kindling enrol`: one lead into a sequence. */
export function enrolCommand(): Command {
  return new Command('enrol')
    .summary('let a lead enter a sequence')
    .description(
      'Lets a lead enter a sequence now. The rules of the sequence hold: who was in it already may be refused.',
    )
    .argument('<sequence>', 'name of the sequence')
    .argument('<lead>', 'email address, phone number or id')
    .option('--thing <kind:id>', 'what the journey is about: enquiry:E1')
    .option('--props <json>', 'what the sequence reads as entry(…)')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(
  sequence: string,
  lead: string,
  options: { thing?: string; props?: string; json?: boolean },
): Promise<void> {
  const props = options.props === undefined ? undefined : propsOf(options.props)
  const body = {
    sequence,
    lead: leadOf(lead),
    ...(options.thing && { thing: options.thing }),
    ...(props && { props }),
  }
  const journey = z
    .looseObject({ id: z.string() })
    .parse(await apiClient().must('POST', '/v1/journeys', body))
  say(options.json, journey, [`journey ${journey.id}`])
}

function propsOf(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new UsageError(`--props must be a JSON object, such as '{"by":"…"}'.`)
  }
}
