import Fastify from 'fastify'
import pg from 'pg'

// Run as `node bench/plain/api.ts <port> <database>`: the least that takes a fact, one route with one INSERT.
const [port, database] = [Number(process.argv[2]), process.argv[3]]
const pool = new pg.Pool({ connectionString: database, max: 10 })
await pool.query(`create table if not exists bare_facts (id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(), type text not null, lead text not null, props jsonb not null)`)

const app = Fastify()
app.post<{ Body: { type: string; lead: string; props: unknown } }>('/facts', async ({ body }, reply) => {
  const { rows } = await pool.query<{ id: string }>(
    'insert into bare_facts (type, lead, props) values ($1, $2, $3) returning id',
    [body.type, body.lead, JSON.stringify(body.props)],
  )
  return reply.code(202).send({ id: rows[0]?.id })
})
await app.listen({ host: '127.0.0.1', port })
