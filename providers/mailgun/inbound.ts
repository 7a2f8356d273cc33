import { isSigned, signature } from './signature.ts'

/**
 * The message that a route of Mailgun hands over as a form, where its address ends with `mime`; null where the signature is not theirs.
 * https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http
 * @param type the Content-Type of the form
 */
export async function mailgunMessage(
  body: Uint8Array<ArrayBuffer>,
  type: string,
  { keys, machineNow }: { keys: readonly string[]; machineNow: number },
): Promise<{ token: string; raw: Buffer } | null> {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => null)
  const field = (name: string) => form?.get(name) ?? undefined
  const signed = signature.safeParse({
    timestamp: field('timestamp'),
    token: field('token'),
    signature: field('signature'),
  })
  const mime = field('body-mime')
  if (!signed.success || mime === undefined || !isSigned(signed.data, keys, machineNow)) return null
  const raw = typeof mime === 'string' ? Buffer.from(mime, 'utf8') : Buffer.from(await mime.arrayBuffer())
  return { token: signed.data.token, raw }
}
