import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeRefusal } from '../../../../core/mail/incoming/refusal.ts'

test.each([
  // what is policy is never the lead's doing, also when it was put off until it lapsed
  ['4.7.0', '421 4.7.0 try later', 'sender', '4.7.0'],
  ['5.7.0', '550 user unknown', 'sender', '5.7.0'],
  ['5.7.1', '550 5.7.1 Mailbox full of policy', 'sender', '5.7.1'],
  // the far server's own code goes before the relay's
  ['5.0.0', '550 5.1.1 nobody', 'hard', '5.1.1'],
  ['5.1.1', '550 5.7.1 blocked', 'sender', '5.7.1'],
  ['5.1.1', '550 blocked by our filter', 'sender', '5.1.1'],
  ['5.1.1', '550 rejected by policy: user unknown', 'hard', '5.1.1'],
  // words, where codes say nothing
  ['5.0.0', '550 Mailbox quota exceeded', 'soft', '5.0.0'],
  ['5.5.0', '550 5.5.0 Requested action not taken: mailbox unavailable', 'hard', '5.5.0'],
  ['5.4.4', 'Host or domain name not found', 'hard', '5.4.4'],
  ['5.4.6', '554 5.4.6 too many hops', 'soft', '5.4.6'],
  ['5.0.0', '550 Administrative prohibition', 'unknown', '5.0.0'],
  ['5.1.1', '', 'hard', '5.1.1'],
  ['4.4.7', '550 4.4.7 message expired', 'soft', '4.4.7'],
  ['5.6.0', '554 5.6.0 bad content', 'sender', '5.6.0'],
  [null, '<jo@example.org>: Sorry, no mailbox here by that name. (#5.1.1)', 'hard', '5.1.1'],
  [null, 'host said: 552: 5.2.2 full', 'soft', '5.2.2'],
  [null, 'нет такого пользователя', 'hard', null],
  [null, 'the server at 5.1.1.7 did not like it', 'unknown', null],
  [null, 'spam-is-unknown@example.org', 'unknown', null],
  [null, '', 'unknown', null],
])('%s with "%s" is %s', (status, words, kind, code) => {
  expect(judgeRefusal(status, words)).toEqual({ class: kind, status: code })
})

test('whatever a server says, it is judged, and no policy code is ever the lead’s doing', () => {
  const code = fc.tuple(fc.constantFrom('4', '5'), fc.nat(9), fc.nat(99)).map((all) => all.join('.'))
  fc.assert(
    fc.property(fc.option(code), fc.string({ unit: 'binary' }), (status, words) => {
      expect(['hard', 'soft', 'sender', 'unknown']).toContain(judgeRefusal(status, words).class)
    }),
  )
  fc.assert(
    fc.property(
      fc.nat(99),
      fc.string({ unit: fc.constantFrom('full ', 'unknown ', 'spam ', 'user ') }),
      (detail, words) => {
        expect(judgeRefusal(`5.7.${detail}`, words).class).toBe('sender')
      },
    ),
  )
})
