import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { judgeVisit, QUIET_MS } from '../../core/mail/human.ts'
import { noteDocumentOpened } from '../../store/document-opened.ts'
import { filePath, readFileRow } from '../../store/files.ts'
import type { ApiDeps } from '../deps.ts'
import { type DownloadGrant, readDocumentLink } from '../links.ts'
import { gonePage } from '../pages/choices.ts'
import { pageLang, sendPage } from '../pages/layout.ts'
import { idParam, problem } from '../schemas.ts'
import { sellerOf } from '../seller-of.ts'

const params = z.object({ token: z.string().max(1000) })

/** Sends a file to be kept, never to be shown within our own site. RFC 6266 for names that are not ASCII. */
async function send(
  reply: FastifyReply,
  path: string,
  { name, type }: { name: string; type: string },
): Promise<FastifyReply> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new AppError('file_unknown')
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return reply
    .header(
      'content-disposition',
      `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
    )
    .header('content-length', found.size)
    .header('cache-control', 'private, no-store')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .type(type)
    .send(createReadStream(path))
}

/** Files: what a lead sent, for sellers and keys; what a form hands over, by its signed link. */
export const fileRoutes =
  ({ store, dataDir }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/files/:id',
      {
        config: { access: 'seller' },
        schema: {
          summary: 'A file that a lead sent',
          tags: ['leads'],
          params: idParam,
          response: { '4xx': problem },
        },
      },
      async (request, reply) => {
        const row = await readFileRow(store.db, request.params.id, { sellerId: sellerOf(request) })
        return send(reply, filePath(dataDir, row.stored_as), row)
      },
    )
  }

/** `/m/d/<token>`: the document itself. A person's look becomes the fact `document.opened`; a gateway's does not. */
export const documentRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, secret, documentsDir, clickQuarantineSeconds } = deps

    // The mail with the link left about when the link was signed.
    const byPerson = (
      { method, headers }: FastifyRequest,
      { at: sentAt }: DownloadGrant,
      at: number,
    ): boolean =>
      judgeVisit({
        method,
        agent: headers['user-agent'] ?? '',
        at,
        sentAt,
        quietMs: clickQuarantineSeconds > 0 ? QUIET_MS : 0,
      }).human

    app.get('/m/d/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const now = await store.clock.now(store.db)
      const grant = readDocumentLink(secret, request.params.token, now)
      if (!grant) {
        const lang = pageLang(request.headers['accept-language'])
        return sendPage(reply, gonePage(lang), 403)
      }
      if (byPerson(request, grant, now)) await noteDocumentOpened(store, grant)
      const name = basename(grant.document)
      return send(reply, join(documentsDir, name), {
        name,
        type: name.endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream',
      })
    })
  }
