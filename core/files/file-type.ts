/** How many bytes of the end of a chunk are kept, so that a name that lies over two chunks is found. */
const TAIL = 40

const SIGNS: { type: string; bytes: number[] }[] = [
  { type: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'application/zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
]

// Names of parts stand uncompressed in a zip.
const OFFICE: { type: string; part: string }[] = [
  {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    part: 'word/document.xml',
  },
  { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', part: 'xl/workbook.xml' },
]

const latin = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}

/**
 * Tells a file's type by its bytes as they stream by: PDF, PNG, JPEG, ZIP, DOCX, XLSX, DWG; null for anything else.
 * What the sender calls it does not count.
 */
export function fileType(): { see(chunk: Uint8Array): void; type(): string | null } {
  let head = ''
  let tail = ''
  let office: string | null = null
  return {
    see(chunk) {
      if (head.length < 16) head += latin(chunk.subarray(0, 16))
      if (office !== null || !head.startsWith('PK')) return
      const text = tail + latin(chunk)
      office = OFFICE.find(({ part }) => text.includes(part))?.type ?? null
      tail = text.slice(-TAIL)
    },
    type() {
      if (/^AC10[0-9]{2}/.test(head)) return 'image/vnd.dwg'
      const found = SIGNS.find(({ bytes }) => bytes.every((byte, at) => head.charCodeAt(at) === byte))
      return found?.type === 'application/zip' ? (office ?? found.type) : (found?.type ?? null)
    },
  }
}
