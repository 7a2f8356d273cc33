/** A multipart body for `inject`: values and files by the names of their fields. */
export function multipart(
  values: Record<string, string>,
  files: Record<string, { name: string; bytes: Buffer }> = {},
): { payload: Buffer; headers: { 'content-type': string } } {
  const boundary = 'kindling-boundary'
  const parts: Buffer[] = []
  for (const [name, value] of Object.entries(values)) {
    parts.push(
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    )
  }
  for (const [name, file] of Object.entries(files)) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
    parts.push(Buffer.from(head), file.bytes, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return {
    payload: Buffer.concat(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
