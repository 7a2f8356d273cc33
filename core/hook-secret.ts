import { createHmac } from 'node:crypto'

/** The secret that the sender of this hook signs with, `whsec_…`: it follows from ours, so nothing is stored. */
export const hookSecret = (secret: string, name: string): string =>
  `whsec_${createHmac('sha256', secret).update(`hook ${name}`).digest('base64')}`
