import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { type Delimiter, findDelimiter } from './delimiter.ts'
import { type Encoding, findEncoding } from './encoding.ts'

/** One row of the file. `line`: where it begins, the header being line 1. `broken`: why it could not be read. */
export interface Row {
  line: number
  cells: string[]
  broken?: string
}

/** A table as found: its encoding, its delimiter, its headers, and its rows as they are read. */
export interface Table {
  encoding: Encoding
  delimiter: Delimiter
  headers: string[]
  rows: AsyncIterable<Row>
}

const SNIFF = 16 * 1024

async function headOf(file: string, encoding: Encoding): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(file, { end: SNIFF })) chunks.push(chunk as Buffer)
  return iconv.decode(Buffer.concat(chunks), encoding, { stripBOM: true })
}

const WHY: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote',
  INVALID_OPENING_QUOTE: 'a quote inside of unquoted text',
}

/** Opens a CSV file of whatever encoding and delimiter. Rows are streamed: memory does not grow with the file. */
export async function openTable(file: string): Promise<Table> {
  const encoding = await findEncoding(file)
  const delimiter = findDelimiter(await headOf(file, encoding))
  const rows = readRows(file, encoding, delimiter)
  const first = await rows.next()
  return { encoding, delimiter, headers: first.done ? [] : first.value.cells, rows }
}

async function* readRows(file: string, encoding: Encoding, delimiter: Delimiter): AsyncGenerator<Row> {
  const broken: Row[] = []
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    relax_column_count: true,
    max_record_size: 256 * 1024,
    on_skip: (error) => {
      if (!error) return
      const record = 'record' in error && Array.isArray(error.record) ? error.record.map(String) : []
      broken.push({
        line: Number(error.lines ?? 0),
        cells: record,
        broken: WHY[error.code] ?? 'cannot be read as CSV',
      })
    },
  })
  const source = createReadStream(file)
  const text = iconv.decodeStream(encoding, { stripBOM: true })
  // An error of the file must reach the reader of the rows, not end the process.
  source.on('error', (error) => parser.destroy(error))
  source.pipe(text).pipe(parser)
  let columns: number | null = null
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      columns ??= record.length
      const odd = record.length !== columns
      yield {
        line: info.lines,
        cells: record,
        ...(odd && { broken: `${record.length} columns instead of ${columns}` }),
      }
    }
    yield* broken
  } finally {
    source.destroy()
  }
}
