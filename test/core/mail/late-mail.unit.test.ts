import { describe, expect, it } from 'vitest'
import { lateMail } from '../../../core/mail/late-mail.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = Date.parse('2026-03-02T09:00:00Z')
// A pause from Monday to Thursday.
const held = (due: number) => ({ since: MONDAY, due, released: MONDAY + 3 * DAY })
const thursday = MONDAY + 3 * DAY

describe('mail that was kept back', () => {
  it('goes', () => {
    expect(lateMail('send', held(MONDAY + HOUR), thursday)).toEqual({ send: true })
  })

  it('moves by as long as the pause was, so that the gaps stay', () => {
    const dues = [HOUR, DAY, 2 * DAY].map((after) => lateMail('re-time', held(MONDAY + after), thursday))
    expect(dues).toEqual(
      [HOUR, DAY, 2 * DAY].map((after) => ({ later: thursday + after, why: 're-timed after a pause' })),
    )
    expect(lateMail('re-time', held(MONDAY), thursday)).toEqual({ send: true })
  })

  it('is skipped if it is older than the sequence says', () => {
    expect(lateMail({ skipAfter: '2 days' }, held(MONDAY + HOUR), thursday)).toEqual({
      skip: 'older than 2 days',
    })
    expect(lateMail({ skipAfter: '2 days' }, held(MONDAY + DAY), thursday)).toEqual({ send: true })
  })
})
