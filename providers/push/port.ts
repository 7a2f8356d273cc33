/**
 * Something that somebody of sales should look at now. Ids and a page behind their own session: a chat that others read
 * learns nothing of the lead and gets no key to it.
 */
export interface Nudge {
  /** Stable: the same one again is the same. */
  id: string
  seller: string
  what: string
  /** Path of the page: `/my/offers/<id>`. */
  path: string
  /** By when, epoch ms of business time. */
  until: number
}

/**
 * A way to somebody's pocket beside mail: a messenger's bot, a pager. Mail is in the ledger and comes for certain; a
 * nudge is told once, after the commit, and one that is lost is only later by a mail's time.
 */
export interface Push {
  /** @throws if it was not taken; nobody tries again. */
  tell(nudge: Nudge): Promise<void>
}
