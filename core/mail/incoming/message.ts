/** A header as it stood, unfolded. `name` is lower case. */
export interface IncomingHeader {
  name: string
  value: string
}

/** A part that is neither the text nor a message: a delivery status, a feedback report, a text file. */
export interface IncomingPart {
  /** MIME type in lower case. */
  type: string
  text: string
}

/** A message from outside, taken apart. Everything in it is a stranger's word. */
export interface IncomingMessage {
  headers: IncomingHeader[]
  /** Decoded (RFC 2047). */
  subject: string
  /** Lower case; empty if there is none that can be read. */
  from: string
  /** Lower case, those of To and Cc. */
  to: string[]
  /** The plain text, or the words of the HTML. */
  text: string
  parts: IncomingPart[]
  /** Messages inside it, also those of which only headers came back. */
  inner: IncomingMessage[]
}

/** Values of a header, in order; empty if it is not there. */
export const valuesOf = (message: IncomingMessage, name: string): string[] =>
  message.headers.flatMap((header) => (header.name === name ? [header.value.trim()] : []))

/** First value of a header, or an empty text. */
export const valueOf = (message: IncomingMessage, name: string): string => valuesOf(message, name)[0] ?? ''
