import { describe, expect, it } from 'vitest'
import { judgeVisit, openKind } from '../../../core/mail/human.ts'

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const SENT = Date.UTC(2026, 11, 1)
const visit = { method: 'GET', agent: CHROME, at: SENT + 60_000, sentAt: SENT }
const why = (change: Partial<typeof visit> & { quietMs?: number }) => judgeVisit({ ...visit, ...change }).why

describe('an open or a click', () => {
  it('is a person’s with a browser, ten seconds after the mail was accepted', () => {
    expect(judgeVisit(visit)).toEqual({ human: true, why: 'person' })
    expect(why({ agent: SAFARI })).toBe('person')
    expect(why({ at: SENT + 10_000 })).toBe('person')
  })
  it('is a machine’s under ten seconds, unless judged by the agent alone', () => {
    expect(why({ at: SENT + 9_999 })).toBe('too soon')
    expect(why({ at: SENT - 5 })).toBe('too soon')
    expect(why({ at: SENT, quietMs: 0 })).toBe('person')
  })
  it('is a machine’s when it only asks for the head', () => {
    expect(why({ method: 'head' })).toBe('head')
  })
  it('is nobody’s that we know of through a proxy', () => {
    expect(
      why({
        agent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      }),
    ).toBe('proxied')
    expect(why({ agent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' })).toBe(
      'proxied',
    )
  })
  it('is a robot’s by its agent, and nobody’s without a browser', () => {
    for (const agent of [
      'curl/8.5.0',
      'Googlebot/2.1',
      'python-requests/2.32',
      `${CHROME} HeadlessChrome/142`,
      `${CHROME} Proofpoint`,
    ])
      expect(why({ agent }), agent).toBe('robot')
    for (const agent of ['', '   ', 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)'])
      expect(why({ agent }), agent).toBe('no browser')
  })
  it('is a machine’s from a scanners’ network, whatever the agent says', () => {
    expect(judgeVisit({ ...visit, scanners: true })).toEqual({ human: false, why: 'network' })
  })
  it('is nobody’s whose program says that it loads ahead', () => {
    expect(judgeVisit({ ...visit, ahead: true })).toEqual({ human: false, why: 'prefetched' })
    expect(openKind({ ...visit, ahead: true })).toBe('prefetch')
  })
  it('is judged by the agent where the mail’s fate is not known', () => {
    expect(judgeVisit({ ...visit, sentAt: null }).human).toBe(true)
  })
})

describe('the picture of a mail', () => {
  const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
  const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)'
  it('is fetched directly by a browser or a mail program', () => {
    for (const agent of [CHROME, SAFARI, OUTLOOK]) expect(openKind({ ...visit, agent })).toBe('direct')
  })
  it('comes through a proxy for somebody who may have looked, and ahead of reading if at once', () => {
    expect(openKind({ ...visit, agent: GMAIL })).toBe('proxied')
    expect(openKind({ ...visit, agent: GMAIL, at: SENT + 3_000 })).toBe('prefetch')
  })
  it('is fetched ahead by what loads every picture, by robots, and by whoever is too soon', () => {
    expect(why({ agent: 'Mozilla/5.0' })).toBe('prefetched')
    for (const agent of ['Mozilla/5.0', 'Googlebot/2.1', ''])
      expect(openKind({ ...visit, agent })).toBe('prefetch')
    expect(openKind({ ...visit, at: SENT + 3_000 })).toBe('prefetch')
  })
})
