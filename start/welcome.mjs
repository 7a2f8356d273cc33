// What a person wants to know once all is up: where things are, and one thing to try.
import { join, relative } from 'node:path'

const SAMPLE = {
  email: 'anna@plant.example',
  name: 'Anna Petrova',
  lang: 'en',
  country: 'RU',
  consents: [{ purpose: 'marketing', source: 'curl', text: 'I agree to get news by mail.' }],
}

export function welcome({ url, config, dataDir }) {
  const key = join(dataDir, 'api-key')
  const near = relative(process.cwd(), key)
  const path = near && !near.startsWith('..') ? near : key
  // Business time may have been told to begin elsewhere; a consent from its future would be refused.
  const at = new Date(config.timeStart ?? Date.now()).toISOString()
  const consents = SAMPLE.consents.map((one) => ({ ...one, at }))
  const body = JSON.stringify({ ...SAMPLE, consents })
  return `
  API              ${url}        (its description: ${url}/docs)
  form             ${url}/f/tender
  mail             http://127.0.0.1:${config.mailPort}
  key              ${path}

  Make a lead that has agreed to mail:
curl -sS -X POST ${url}/v1/leads -H "authorization: Bearer $(cat '${path}')" -H 'content-type: application/json' -d '${body}'
`
}
