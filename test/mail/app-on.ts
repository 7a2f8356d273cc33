import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../api/app.ts'
import { afterwards } from '../harness/afterwards.ts'
import type { MailWorld } from './mail-world.ts'

/** The API on the store of a world of mail, so that the links of its mails lead somewhere. */
export async function appOn({ store, deps }: MailWorld): Promise<FastifyInstance> {
  const { secret, publicUrl } = deps.config
  const app = await buildApp({
    store,
    publicUrl,
    secret,
    dataDir: '/nowhere',
    documentsDir: '/nowhere',
    clickQuarantineSeconds: 10,
    temporalUp: async () => true,
  })
  await app.ready()
  afterwards(() => app.close())
  return app
}
