import fc from 'fast-check'
import { expect, test } from 'vitest'
import { complaintRate, judgeComplaints } from '../../../core/mail/complaints.ts'

const of = (complained: number, delivered: number) => ({ complained, delivered })

test('an alert begins at 0.08 %, not a hair below', () => {
  expect(judgeComplaints(of(8, 10_000), 'fine')).toBe('alert')
  expect(judgeComplaints(of(8, 10_001), 'fine')).toBe('fine')
})

test('at 0.25 % the stream is paused', () => {
  expect(judgeComplaints(of(25, 10_000), 'alert')).toBe('paused')
  expect(judgeComplaints(of(25, 10_001), 'alert')).toBe('alert')
})

test('under a hundred delivered mails nothing is paused, however many complain', () => {
  expect(judgeComplaints(of(5, 99), 'fine')).toBe('alert')
  expect(judgeComplaints(of(1, 100), 'fine')).toBe('paused')
})

test('an alert stays until the rate is clearly lower', () => {
  expect(judgeComplaints(of(7, 10_000), 'alert')).toBe('alert')
  expect(judgeComplaints(of(7, 10_000), 'fine')).toBe('fine')
  expect(judgeComplaints(of(5, 10_000), 'alert')).toBe('fine')
})

test('without a complaint all is fine, and without mail a complaint is an alert', () => {
  expect(judgeComplaints(of(0, 0), 'alert')).toBe('fine')
  expect(judgeComplaints(of(1, 0), 'fine')).toBe('alert')
  expect(complaintRate(of(0, 0))).toBe(0)
})

test('more complaints never make it better, more delivered mail never worse once there are a hundred', () => {
  const worse = { fine: 0, alert: 1, paused: 2 }
  const counts = fc.record({ delivered: fc.nat(200_000), complained: fc.nat(600) })
  const state = fc.constantFrom('fine', 'alert', 'paused' as const)
  fc.assert(
    fc.property(counts, state, fc.nat(100), (fared, before, more) => {
      const now = worse[judgeComplaints(fared, before)]
      expect(
        worse[judgeComplaints({ ...fared, complained: fared.complained + more }, before)],
      ).toBeGreaterThanOrEqual(now)
      if (fared.delivered >= 100)
        expect(
          worse[judgeComplaints({ ...fared, delivered: fared.delivered + more }, before)],
        ).toBeLessThanOrEqual(now)
    }),
  )
})
