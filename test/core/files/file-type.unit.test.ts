import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileType } from '../../../core/files/file-type.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

/** The type of a file that comes in chunks of this size. */
function typeOf(file: Buffer, chunk = file.length || 1): string | null {
  const seen = fileType()
  for (let at = 0; at < file.length; at += chunk) seen.see(file.subarray(at, at + chunk))
  return seen.type()
}

const docx = bytes(
  `PK\x03\x04\x14\x00[Content_Types].xml${'\x00'.repeat(500)}PK\x03\x04word/document.xml${'\x01'.repeat(500)}`,
)

test.each([
  ['application/pdf', bytes('%PDF-1.7\n')],
  ['image/png', bytes('\x89PNG\r\n\x1a\n....')],
  ['image/jpeg', bytes('\xff\xd8\xff\xe0....')],
  ['application/zip', bytes('PK\x03\x04 plain things')],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', docx],
  [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes('PK\x03\x04....xl/workbook.xml....'),
  ],
  ['image/vnd.dwg', bytes('AC1032\x00\x00')],
  [null, bytes('MZ\x90\x00')],
  [null, bytes('<html><script>')],
  [null, bytes('')],
])('bytes decide: %s', (type, file) => {
  expect(typeOf(file)).toBe(type)
})

test('the type does not depend on how the bytes are cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), (chunk) => {
      expect(typeOf(docx, chunk)).toBe(typeOf(docx))
    }),
  )
})
