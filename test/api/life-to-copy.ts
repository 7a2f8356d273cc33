import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { testStore } from '../harness/store.ts'
import { finishErasure } from '../store/erasure/erasing.ts'
import { apiOn } from './api-under-test.ts'
import { HIS, mailOf, throughSales, wholeLife } from './erasure-life.ts'

/**
 * A whole life and its way through sales, lived once. What is given makes a copy of it, with its files, a mailbox and a
 * clock of its own: each test begins where he is known by everything and erased by nobody.
 */
export async function lifeToCopy() {
  const life = await wholeLife()
  const sales = await throughSales(life)
  const { lead, anna, dealers, marketing, store: lived } = life
  const at = lived.clock.read()
  // Only what nobody is connected to can be copied.
  await lived.db.destroy()

  return async () => {
    const store = await testStore({ like: lived.url, at })
    const api = await apiOn(store)
    await cp(life.deps.dataDir, api.deps.dataDir, { recursive: true })
    const { mail, drain } = await mailOf(api)
    const { dataDir } = api.deps
    const order = {
      method: 'POST',
      url: `/v1/leads/${lead}/erase`,
      payload: { why: `asked by Zachary Quillfeather, ${HIS}` },
      headers: { 'idempotency-key': 'erase-quill' },
    } as const
    const erasure = (payload: object = order.payload, url: string = order.url) =>
      api.ask({ method: 'POST', url, payload })
    return {
      ...{ api, store, deps: api.deps, mail, drain, lead, anna, dealers, marketing, sales, order, erasure },
      /** Sends a form as a browser does. */
      form: (url: string, values: Record<string, string> = {}) =>
        api.app.inject({
          method: 'POST',
          url,
          payload: new URLSearchParams(values).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      files: async () => (await readdir(join(dataDir, 'files')).catch(() => [])).sort(),
      finish: (id: string) => finishErasure(store, id, dataDir),
      /** The order, and all that the worker does for it. Gives the id of the receipt. */
      async erased(): Promise<string> {
        const { id } = (await api.ask(order)).json()
        await finishErasure(store, id, dataDir)
        return id
      },
    }
  }
}
