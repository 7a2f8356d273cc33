import { AppError } from '../../core/errors.ts'

/** A short code for any error, fit for a column, a log and a history: never its text, which may hold personal data. */
export function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string')
    return /^[0-9A-Z]{5}$/.test(code) ? `sql_${code}` : code.toLowerCase().slice(0, 40)
  return error instanceof Error ? error.name.toLowerCase() : 'error'
}
