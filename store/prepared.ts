import type { ClientBase } from 'pg'

const NAME = /^(?:select )?\/\* ([a-z-]+) \*\//

type Query = (what: unknown, ...rest: unknown[]) => unknown

/**
 * Has statements of this connection that begin with a name, as a comment of small letters and dashes, parsed and planned once: for
 * the few that run so often that planning them costs more than doing them. One text has one name. A query that is built begins with
 * its name by `modifyFront`. None asks for `*`: a column that a later version adds would break it for as long as the connection lives.
 */
export function prepareNamed(client: ClientBase): void {
  const query = client.query.bind(client) as Query
  const named: Query = (what, ...rest) => {
    const name = typeof what === 'string' ? NAME.exec(what)?.[1] : undefined
    return name === undefined ? query(what, ...rest) : query({ name, text: what }, ...rest)
  }
  Object.assign(client, { query: named })
}
