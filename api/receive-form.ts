import type { FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import type { Form } from '../core/release/release.ts'
import { dropFiles, FILE_LIMIT, type ReceivedFile, receiveFile } from '../store/files.ts'
import { addValue, foulPath } from './body.ts'
import { brokenOr, formParts } from './form-parts.ts'
import type { AnswerFault, RawForm } from './pages/form-answers.ts'
import { pointer } from './problems.ts'

/** A form as it came: texts by name, and files that already lie in storage. Whoever refuses it drops them. */
export interface ReceivedForm {
  raw: RawForm
  files: { field: string; file: ReceivedFile }[]
  faults: AnswerFault[]
}

const MAX_PARTS = 60
/** Bytes of a whole form: what is far over the limit of a file is not even read. */
const MAX_BODY = 4 * FILE_LIMIT

/**
 * Reads a form, urlencoded or multipart. Files are streamed to storage as they come, one for each file field; a file
 * for no such field, or one that cannot be taken, leaves a fault and no trace.
 * @throws AppError bad_input, body_type, body_size
 */
export async function receiveForm(
  request: FastifyRequest,
  form: Form,
  dataDir: string,
): Promise<ReceivedForm> {
  const received: ReceivedForm = { raw: Object.create(null), files: [], faults: [] }
  if (!request.isMultipart()) {
    if (typeof request.body !== 'object' || request.body === null) throw new AppError('body_type')
    received.raw = request.body as RawForm
    return received
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw new AppError('body_size', '')
  try {
    // Too large a file is cut off and told by `receiveFile`, so that the fields behind it are read too.
    const limits = { fileSize: FILE_LIMIT, parts: MAX_PARTS, fieldSize: 65_536 }
    for await (const part of formParts(request, limits)) {
      if (part.type === 'file') await takeFile(received, part, form, dataDir)
      else {
        if (part.valueTruncated || part.fieldnameTruncated)
          throw new AppError('bad_input', pointer([part.fieldname]))
        addValue(received.raw, part.fieldname, String(part.value))
      }
    }
    const foul = foulPath(received.raw)
    if (foul) throw new AppError('bad_input', pointer(foul))
    return received
  } catch (error) {
    await dropFiles(dataDir, received.files)
    throw error
  }
}

async function takeFile(
  received: ReceivedForm,
  part: { fieldname: string; filename: string; file: import('node:stream').Readable },
  form: Form,
  dataDir: string,
): Promise<void> {
  const name = part.fieldname
  const known = form.fields.some((field) => field.kind === 'file' && field.name === name)
  if (!known || received.files.some((one) => one.field === name)) {
    part.file.resume()
    received.faults.push({ name, why: known ? 'twice' : 'file' })
    return
  }
  try {
    const file = await receiveFile(dataDir, part.file, { name: part.filename, at: pointer([name]) })
    if (file) received.files.push({ field: name, file })
  } catch (error) {
    if (!(error instanceof AppError)) throw brokenOr(error)
    received.faults.push({ name, why: error.code === 'file_size' ? 'size' : 'file' })
  }
}
