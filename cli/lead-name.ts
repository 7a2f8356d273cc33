const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** How a lead is named on the command line, as the API takes it: an id, an email address, or a phone number. */
export function leadOf(text: string): { id: string } | { email: string } | { phone: string } {
  if (UUID.test(text)) return { id: text.toLowerCase() }
  return text.includes('@') ? { email: text } : { phone: text }
}
