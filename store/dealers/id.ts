import { AppError } from '../../core/errors.ts'
import type { Db, Tx } from '../database.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id of a dealer by id or name. @throws AppError dealer_unknown */
export async function dealerId(on: Db | Tx, idOrName: string, at = '/dealer'): Promise<string> {
  const row = await on
    .selectFrom('dealers')
    .select('id')
    .where(UUID.test(idOrName) ? 'id' : 'name', '=', idOrName)
    .executeTakeFirst()
  if (!row) throw new AppError('dealer_unknown', at)
  return row.id
}
