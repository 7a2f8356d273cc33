import { expect, test } from 'vitest'
import { classifyReply } from '../../../core/mail/smtp-reply.ts'
import { strikeOf, strikeOfReply } from '../../../core/mail/strikes.ts'

test.each([
  ['hard', '5.1.1', 'gone'],
  ['hard', '5.1.10', 'gone'],
  ['hard', '550', 'gone'],
  ['hard', null, 'gone'],
  ['hard', '5.2.1', 'disabled'],
  ['soft', '5.2.2', 'soft'],
  ['soft', '4.4.7', 'soft'],
  ['soft', null, 'soft'],
  ['unknown', null, 'soft'],
  ['sender', '5.7.1', null],
  ['sender', '5.7.515', null],
  ['delayed', '4.4.1', null],
] as const)('a bounce that is %s (%s) counts as %s', (is, status, kind) => {
  expect(strikeOf({ class: is, status })?.kind ?? null).toBe(kind)
})

test.each([
  ['550 5.1.1 no such user', 'gone'],
  ['550 5.2.1 disabled', 'disabled'],
  ['552 5.2.2 full', 'soft'],
  ['452 4.2.2 full', 'soft'],
  ['550 5.5.0 no', null],
  ['550 no', 'doubtful'],
  ['550 5.7.1 policy', null],
  ['451 4.7.1 later', null],
  ['250 ok', null],
])('the reply %s counts as %s', (text, kind) => {
  const { strikes } = classifyReply({ code: Number(text.slice(0, 3)), text, bodyOffered: true })
  expect(strikeOfReply(strikes)?.kind ?? null).toBe(kind)
})
