import ical, { ICalCalendarMethod } from 'ical-generator'
import { daysBefore } from '../core/time/day.ts'
import { sha256 } from '../core/hash.ts'
import type { CalendarEntry, MailCalendar } from '../store/mail-health/calendar.ts'

const midnight = (day: string) => new Date(`${day}T00:00:00Z`)

/**
 * The calendar as iCalendar (RFC 5545): an all-day event for each day and mail. Its UID stays while the mail stays on that
 * day, so that a subscribed calendar changes the event and adds none.
 */
export function calendarIcs({ at, entries }: MailCalendar): string {
  const calendar = ical({
    name: 'Mail that leaves',
    prodId: { company: 'Kindling', product: 'mail calendar', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3600,
  })
  for (const [id, same] of Map.groupBy(entries, (one) => [one.day, nameOf(one), one.sequence].join(' '))) {
    const [first] = same
    // What is paused has no day; it is in no calendar until it goes on.
    if (!first || first.day === null) continue
    const mails = same.reduce((sum, one) => sum + one.mails, 0)
    calendar.createEvent({
      id: `${sha256(id).slice(0, 32)}@kindling`,
      stamp: new Date(at),
      start: midnight(first.day),
      end: midnight(daysBefore(first.day, -1)),
      allDay: true,
      summary: `${nameOf(first)}: ${mails} ${mails === 1 ? 'mail' : 'mails'}`,
      description: same.map(words).join('\n'),
    })
  }
  return calendar.toString()
}

const nameOf = ({ template, instead }: CalendarEntry): string => template ?? instead ?? ''

const words = ({ mails, known, held, sequence, topic, lane }: CalendarEntry): string =>
  [
    `${mails} ${known}`,
    sequence && `sequence ${sequence}`,
    topic && `topic ${topic}`,
    lane && `lane ${lane}`,
    held > 0 && `${held} held back`,
  ]
    .filter(Boolean)
    .join(', ')
