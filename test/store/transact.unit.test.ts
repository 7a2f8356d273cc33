import { expect, it } from 'vitest'
import { isConnectionError } from '../../store/transact.ts'

const coded = (code: string) => Object.assign(new Error('words'), { code })

it.each([
  coded('57P01'),
  coded('ECONNRESET'),
  new Error('Connection terminated unexpectedly'),
  // What a rollback says on a connection that broke under it.
  new Error('Client has encountered a connection error and is not queryable'),
])('%s lies with the connection, and parks nobody', (error) => {
  expect(isConnectionError(error)).toBe(true)
})

it.each([coded('23505'), coded('P0001'), new Error('x is not a function')])(
  '%s lies with the data',
  (error) => {
    expect(isConnectionError(error)).toBe(false)
  },
)
