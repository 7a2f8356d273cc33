import { expect, test } from 'vitest'
import { gridLines } from '../../cli/commands/mail-calendar.ts'

const entry = { known: 'queued' as const, instead: null, sequence: null, held: 0 }

test('what is paused stands below the grid, on no day', () => {
  const lines = gridLines({
    zone: 'UTC',
    days: ['2026-03-02', '2026-03-03'],
    entries: [
      { ...entry, day: '2026-03-02', template: 'hello', mails: 2 },
      { ...entry, day: null, template: 'offer', sequence: 'warm', mails: 3, held: 3 },
    ],
  })
  expect(lines).toEqual([
    'mail   sequence  Mon 2  Tue 3',
    'hello  –         2      ·',
    'all              2      ·',
    '',
    'mail   sequence  paused, on no day',
    'offer  warm      3',
    '',
    'Days of UTC. ~ journeys wait to send it, if nothing happens before.',
    '3 of them are held back: kindling mail health',
  ])
})
