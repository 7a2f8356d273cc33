import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import { pointer } from './problems.ts'

const MAX_TEXT = 65_536
const MAX_DEPTH = 20
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Text of a body that must be UTF-8. @throws AppError foul_text */
export function textOf(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new AppError('foul_text', '')
  }
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Where a parsed body holds what no field may hold: NUL or half a character in a text, a text over 64 KB, a name
 * that reaches an object's prototype, more than 20 levels. Null where it is clean.
 */
export function foulPath(value: unknown, path: string[] = []): string[] | null {
  if (typeof value === 'string') {
    return value.length > MAX_TEXT || value.includes('\u0000') || !value.isWellFormed() ? path : null
  }
  if (typeof value !== 'object' || value === null) return null
  if (path.length >= MAX_DEPTH) return path
  for (const [name, inner] of Object.entries(value)) {
    if (FORBIDDEN.has(name) || foulPath(name) !== null)
      return [...path, name.replaceAll('\u0000', '').toWellFormed()]
    const found = foulPath(inner, [...path, name])
    if (found) return found
  }
  return null
}

/** A urlencoded form. A name that comes twice is a list. @throws AppError bad_input for bad UTF-8 */
export function parseForm(text: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null)
  for (const pair of text.split('&').filter(Boolean)) {
    const at = pair.indexOf('=')
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    addValue(form, decoded(name), decoded(value))
  }
  return form
}

/** Adds a value to a form. */
export function addValue(form: Record<string, string | string[]>, name: string, value: string): void {
  const before = form[name]
  form[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new AppError('bad_input', '')
  }
}

/** Reads JSON and urlencoded bodies as strict UTF-8, and refuses what `foulPath` finds before any schema sees it. */
export function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string
    try {
      text = textOf(body as Buffer)
    } catch (error) {
      return done(error as AppError)
    }
    // Some clients say that they send JSON and send nothing; the schema decides whether nothing will do.
    if (text === '') return done(null, undefined)
    void parseJson(request, text, done)
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => parseForm(textOf(body)),
  )
  app.addHook('preValidation', async (request) => {
    for (const part of [request.body, request.query, request.params]) {
      const path = Buffer.isBuffer(part) ? null : foulPath(part)
      if (path) throw new AppError('foul_text', pointer(path))
    }
  })
}
