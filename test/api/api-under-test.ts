import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../api/app.ts'
import type { ApiDeps } from '../../api/deps.ts'
import { addKey, newKey, type Scope } from '../../store/keys.ts'
import type { Marketing } from '../../store/releases.ts'
import { afterwards } from '../harness/afterwards.ts'
import { publishedRelease } from '../harness/release.ts'
import { testStore, type TestStore } from '../harness/store.ts'

/** The whole API on a database of its own, asked without a port. */
export interface ApiUnderTest {
  app: FastifyInstance
  store: TestStore
  deps: ApiDeps
  /** Asks with a key that may do everything; `scopes` makes one that may do less. */
  ask(request: InjectOptions & { key?: string }): Promise<LightMyRequestResponse>
  keyWith(scopes: Scope[]): Promise<string>
}

export async function apiUnderTest(marketing: Partial<Marketing> = {}): Promise<ApiUnderTest> {
  const store = await testStore()
  await publishedRelease(store, marketing)
  return apiOn(store)
}

/** The same on a store where something is published already, with a data folder of its own. */
export async function apiOn(store: TestStore): Promise<ApiUnderTest> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kindling-api-'))
  const deps: ApiDeps = {
    store,
    publicUrl: 'http://kindling.test',
    dataDir,
    documentsDir: join(import.meta.dirname, 'documents'),
    secret: 'a secret of thirty-two letters or more',
    clickQuarantineSeconds: 60,
    temporalUp: async () => !store.waker.fail,
  }
  const app = await buildApp(deps)
  await app.ready()
  afterwards(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const keyWith = async (scopes: Scope[]): Promise<string> => {
    const { key } = newKey('api')
    await addKey(store.db, key, 'test', scopes, store.clock.read())
    return key
  }
  const master = await keyWith(['read', 'write', 'admin'])
  const ask: ApiUnderTest['ask'] = ({ key = master, ...request }) =>
    app.inject({ ...request, headers: { authorization: `Bearer ${key}`, ...request.headers } })
  return { app, store, deps, ask, keyWith }
}

/** How many rows there are of everything that a request could leave behind. */
export async function rowCounts({ db }: TestStore): Promise<Record<string, number>> {
  const tables = [
    'leads',
    'lead_keys',
    'accounts',
    'facts',
    'consents',
    'suppressions',
    'journeys',
    'messages',
    'files',
    'sellers',
    'handoffs',
    'unapplied',
  ] as const
  const counts = await Promise.all(
    tables.map(async (table) => {
      const row = await db
        .selectFrom(table)
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return [table, row.n] as const
    }),
  )
  return Object.fromEntries(counts)
}
