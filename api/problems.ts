import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { AppError, ERRORS, type ErrorCode } from '../core/errors.ts'
import { badLinkPage } from './pages/bad-link.ts'
import { sendPage } from './pages/layout.ts'

/** The status of each code that is not 400. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  key_missing: 401,
  key_scope: 403,
  lead_unknown: 404,
  lead_erased: 410,
  erasure_unknown: 404,
  account_unknown: 404,
  journey_unknown: 404,
  journey_done: 409,
  sequence_unknown: 404,
  release_missing: 503,
  plan_missing: 500,
  not_entered: 409,
  template_unknown: 404,
  seller_unknown: 404,
  seller_exists: 409,
  leave_unknown: 404,
  day_bad: 422,
  leave_bad: 422,
  pass_nobody: 409,
  pass_self: 422,
  promise_unknown: 404,
  lane_unknown: 422,
  sender_unknown: 422,
  topic_unknown: 422,
  route_unknown: 404,
  task_unknown: 404,
  task_over: 409,
  handoff_unknown: 404,
  handoff_state: 409,
  offer_unknown: 404,
  offer_over: 409,
  offer_auction: 409,
  offer_no_auction: 409,
  bid_low: 409,
  bid_currency: 422,
  bid_leads: 409,
  dealer_unknown: 404,
  dealer_exists: 409,
  dealer_person: 422,
  terms_bad: 400,
  call_running: 409,
  phone_missing: 409,
  no_telephony: 503,
  form_unknown: 404,
  not_found: 404,
  not_suppressed: 404,
  file_unknown: 404,
  form_faults: 422,
  fact_future: 422,
  facts_refused: 422,
  reason_unknown: 422,
  outcome_unknown: 422,
  bad_token: 403,
  bad_signature: 401,
  file_type: 415,
  body_type: 415,
  file_size: 413,
  body_size: 413,
  key_reused: 422,
  key_running: 409,
  conflict: 409,
  too_many: 429,
  unavailable: 503,
  internal: 500,
}

/** What is wrong at one place of what was sent, and what it must be. */
export interface Fault {
  pointer: string
  detail: string
  in?: string
}

/** RFC 9457. `errors[].pointer` is a JSON Pointer into the part that `in` names, the body by default. */
export type Problem = {
  type: string
  status: number
  title: string
  detail: string
  instance: string
  code: ErrorCode
  errors?: Fault[]
}

const statusOf = (code: ErrorCode): number => STATUS[code] ?? 400

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
/** A JSON Pointer (RFC 6901) from path segments; a segment never grows past 64 characters. */
export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${escaped(String(part).slice(0, 64))}`).join('')

function problem(request: FastifyRequest, code: ErrorCode, errors?: Fault[]): Problem {
  const status = statusOf(code)
  return {
    type: `https://kindling.invalid/problems/${code}`,
    status,
    title: ERRORS[code],
    detail: errors?.length ? errors.map((e) => `${e.pointer || '/'}: ${e.detail}`).join('; ') : ERRORS[code],
    instance: request.url.split('?', 1)[0] ?? '/',
    code,
    ...(errors?.length && { errors }),
  }
}

const byFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_size',
  FST_REQ_FILE_TOO_LARGE: 'file_size',
  FST_FILES_LIMIT: 'bad_input',
  FST_PARTS_LIMIT: 'bad_input',
  FST_FIELDS_LIMIT: 'bad_input',
  FST_PROTO_VIOLATION: 'bad_input',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'body_type',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'body_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad_input',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_input',
}

// The network's codes, and Postgres's classes 08 (connection), 53 (resources) and 57P (shutting down).
const DATABASE_GONE = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|08|53|57P)/

/** The problem of an error that we throw on purpose. */
export function problemOf(request: FastifyRequest, error: AppError, errors?: Fault[]): Problem {
  const at = error.at === undefined ? undefined : [{ pointer: error.at, detail: error.message }]
  return problem(request, error.code, errors ?? at)
}

/** Any error as its problem. What nobody foresaw is logged and told as `internal`, without its message. */
function toProblem(error: FastifyError | AppError, request: FastifyRequest): Problem {
  if (error instanceof AppError) return problemOf(request, error)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const part = (error as { validationContext?: string }).validationContext
    const errors = error.validation.slice(0, 20).map((fault) => ({
      pointer: pointer(fault.instancePath === '/' ? [] : fault.instancePath.slice(1).split('/')),
      detail: (fault.message ?? 'does not fit').slice(0, 200),
      ...(part && part !== 'body' && { in: part }),
    }))
    return problem(request, 'bad_input', errors)
  }
  if (DATABASE_GONE.test(error.code ?? '')) return problem(request, 'unavailable')
  const code = byFastify[error.code]
  if (code) return problem(request, code, [{ pointer: '', detail: ERRORS[code] }])
  const status = error.statusCode ?? 500
  if (status === 429) return problem(request, 'too_many')
  if (status < 500)
    return problem(request, 'bad_input', [{ pointer: '', detail: 'The body cannot be read.' }])
  // Where it broke, without the message: that may hold an address or a text from the database.
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '))
  request.log.error({ code: error.code, name: error.name, frames }, 'unforeseen error')
  return problem(request, 'internal')
}

/** A person is shown a page where the link is at fault; everything else is a problem in JSON. */
function answer(request: FastifyRequest, reply: FastifyReply, found: Problem): FastifyReply {
  const inAddress = found.errors?.some((one) => one.in !== undefined) ?? false
  const page = badLinkPage(request, { code: found.code, inAddress })
  return page ? sendPage(reply, page, found.status) : sendProblem(reply, found)
}

export function sendProblem(reply: FastifyReply, found: Problem & Record<string, unknown>): FastifyReply {
  // As bytes, so that no charset is added: JSON has none.
  return reply
    .code(found.status)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(found)))
}

/** For what goes wrong before a route is found: an address that is no address. */
export const frameworkProblem = (
  _error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  void answer(
    request,
    reply,
    problem(request, 'bad_input', [{ pointer: '', detail: 'The address cannot be read.', in: 'path' }]),
  )
}

/** Answers every error and every unknown path with `application/problem+json`; a person's bad link with a page. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | AppError, request, reply) =>
    answer(request, reply, toProblem(error, request)),
  )
  app.setNotFoundHandler((request, reply) => answer(request, reply, problem(request, 'not_found')))
}
