import { AppError } from '../core/errors.ts'
import { judgeVisit, openKind, QUIET_MS, type Visit } from '../core/mail/human.ts'
import { inMoment, type Moment } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import { lockLead } from '../store/transact.ts'
import { isFull, noteClick, noteOpen, noteWitness, wasOpened } from '../store/visits/note.ts'
import { readVisitedMail, type VisitedMail } from '../store/visits/visited-mail.ts'
import { isScannerAddress, netOf } from './client-net.ts'
import { readToken } from './tokens.ts'

/** Who asks for a tracked link, the picture, or a page behind a mail's own links. */
export interface Visitor {
  secret: string
  method: string
  agent: string
  /** Whether its headers say that a program loads ahead of any reader. */
  ahead?: boolean
  /** The address it came from: looked at and hashed, never kept. */
  ip: string
  /** For so long a click is under judgement, in business ms; 0: every visit is judged by its agent alone. */
  quarantineMs: number
}

/** The same with the token of the link or the picture. */
export interface Seen extends Visitor {
  token: string
}

/** The links that every mail has of its own: a machine that opens all of them opens three at once. */
const OWN_LINKS = { unsubscribe: -1, preferences: -2, view: -3 } as const
export type OwnLink = keyof typeof OWN_LINKS

/**
 * Somebody or something followed a link of a mail. A person's click is the fact `email.clicked`, once a link, after its
 * judgement; a machine's is `email.scanned`, which scores nothing.
 * @returns where the link leads; null for a token that is forged or of a mail that is gone
 */
export async function recordClick(store: Store, seen: Seen): Promise<string | null> {
  const payload = await payloadOf<[string, number]>(store, 'click', seen)
  if (!payload) return null
  const [key, link] = payload
  const mail = await readVisitedMail(store.db, key)
  const url = mail?.links?.[link]
  if (!mail || url === undefined) return null
  if (await isFull(store.db, key)) return url
  await underLock(store, mail, (m, leadId) => {
    const judgement = judgeVisit(visitOf(seen, mail, m.now))
    const net = netOf(seen.secret, seen.ip)
    return noteClick(m, leadId, {
      mail,
      click: { link, net, judgement, quarantineMs: seen.quarantineMs },
    })
  })
  return url
}

/** The pixel of a mail was fetched. A token that is forged changes nothing: the pixel is answered all the same. */
export async function recordOpen(store: Store, seen: Seen): Promise<void> {
  const payload = await payloadOf<[string]>(store, 'open', seen)
  const mail = payload && (await readVisitedMail(store.db, payload[0]))
  if (!mail) return
  const visit = { ...visitOf(seen, mail, await store.clock.now(store.db)), picture: true }
  // Programs fetch the picture each time the mail is looked at.
  if (await wasOpened(store.db, mail.key, openKind(visit))) return
  await underLock(store, mail, (m, leadId) => {
    const now = { ...visit, at: m.now }
    return noteOpen(m, leadId, { mail, open: openKind(now), why: judgeVisit(now).why })
  })
}

/** A page behind one of the mail's own links was looked at: evidence for or against a machine, and nothing else. */
export async function recordLook(
  store: Store,
  { key, link, by }: { key: string; link: OwnLink; by: Visitor },
): Promise<void> {
  const mail = by.quarantineMs > 0 ? await readVisitedMail(store.db, key) : undefined
  if (!mail || (await isFull(store.db, key))) return
  const net = netOf(by.secret, by.ip)
  await underLock(store, mail, (m, leadId) => noteWitness(m, leadId, { mail, link: OWN_LINKS[link], net }))
}

async function payloadOf<T>(
  store: Store,
  purpose: 'click' | 'open',
  { secret, token }: Seen,
): Promise<T | null> {
  return readToken<T>(secret, purpose, token, await store.clock.now(store.db))
}

const visitOf = (
  { method, agent, ahead = false, ip, quarantineMs }: Seen,
  mail: VisitedMail,
  at: number,
): Visit => ({
  method,
  agent,
  ahead,
  at,
  // A click can come before the ledger says that the mail left: then it counts from when it began to.
  sentAt: mail.left_at ?? mail.sending_at,
  quietMs: quarantineMs > 0 ? QUIET_MS : 0,
  scanners: isScannerAddress(ip),
})

async function underLock(
  store: Store,
  mail: VisitedMail,
  work: (m: Moment, leadId: string) => Promise<void>,
): Promise<void> {
  const leadId = mail.lead_id
  if (!leadId || mail.seller_id) return
  try {
    await inMoment(
      store,
      (tx) => lockLead(tx, leadId),
      (m) => work(m, leadId),
    )
  } catch (error) {
    // The lead was erased: the link still leads where it said.
    if (!(error instanceof AppError)) throw error
  }
}
