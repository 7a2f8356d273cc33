import { sql } from 'kysely'
import { type Marks, withoutMentions, withoutWords } from '../../core/erasure/marks.ts'
import { publicDomain } from '../../core/identity/domain.ts'
import { json, type Tx } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { Work } from './behind.ts'
import type { Counts } from './empty.ts'
import { mentioning } from './mentioning.ts'

/**
 * What the person's companies have of the person. One with other people, or that another system knows by a number, keeps what
 * it has, without what names the person; one that was known by this person alone (a domain, a name from a form) is emptied.
 */
export async function stripCompanies(m: Moment, { sought }: Work): Promise<Counts> {
  const { marks } = sought
  let accounts = 0
  let facts = 0
  for (const id of sought.accounts) {
    // So that nobody is made there meanwhile: whoever comes waits, and is seen.
    const { rows } = await sql<{ domain: string | null; fields: Record<string, unknown> }>`
      select domain, fields from accounts where id = ${id} for update`.execute(m.tx)
    const [account] = rows
    if (!account) continue
    const empty = await isAlone(m.tx, id)
    await m.tx
      .updateTable('accounts')
      .set(
        empty
          ? { name: null, domain: null, country: null, fields: '{}' }
          : { fields: json(withoutMentions(account.fields, marks)) },
      )
      .where('id', '=', id)
      .execute()
    if (empty && account.domain !== null && !publicDomain(account.domain))
      await m.tx.deleteFrom('mail_domains').where('domain', '=', account.domain).execute()
    accounts += empty ? 1 : 0
    facts += await (empty
      ? stripAll(m, id)
      : stripFacts(m.tx, sql`lead_id is null and account_id = ${id}`, marks))
  }
  return { accounts, facts }
}

type Fact = { id: number; props: Record<string, unknown> }

/** Facts that name no lead: texts that mention the person go. @returns of how many */
export async function stripFacts(tx: Tx, which: ReturnType<typeof sql>, marks: Marks): Promise<number> {
  const { rows } = await sql<Fact>`
    select id, props from facts where ${which} and ${mentioning('props', marks)} order by id`.execute(tx)
  await keep(
    tx,
    rows.map(({ id, props }) => ({ id, props: withoutMentions(props, marks) })),
  )
  return rows.length
}

/** Facts of a company that has no name any more: no words stay, only what is counted. */
async function stripAll(m: Moment, accountId: string): Promise<number> {
  const kinds = Object.keys(m.release.things)
  const { rows } = await sql<Fact>`
    select id, props from facts where lead_id is null and account_id = ${accountId} and props <> '{}' order by id`.execute(
    m.tx,
  )
  await keep(
    m.tx,
    rows.map(({ id, props }) => ({ id, props: withoutWords(props, kinds) })),
  )
  return rows.length
}

const keep = (tx: Tx, facts: { id: number; props: unknown }[]) =>
  sql`update facts set props = x.props from jsonb_to_recordset(${json(facts)}) as x(id bigint, props jsonb)
    where facts.id = x.id and facts.lead_id is null`.execute(tx)

/** Whether nobody is left there, and no other system knows it. */
async function isAlone(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ alone: boolean }>`
    select not exists (select from leads where account_id = ${id})
      and not exists (select from account_keys where account_id = ${id})
      and not exists (select from protected_clients where account_id = ${id}) as alone`.execute(tx)
  return rows[0]?.alone ?? false
}
