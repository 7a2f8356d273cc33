import { z } from 'zod'
import { holdsDay, readDays, type WrittenDays } from '../../core/holidays/days.ts'

const DAY = 86_400_000

const days = z.record(
  z.string().superRefine((text, context) => {
    const read = readDays(text)
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: read })
  }),
  z.string().trim().min(1, { error: 'must be what the story calls the day' }).max(100),
)

/** The first day that is among both; null if there is none. Days of every year are looked for in 2024, which has them all. */
function shared(a: WrittenDays, b: WrittenDays): string | null {
  const dated = [a, b].find((one) => !one.yearly) ?? a
  const begin = Date.parse(dated.yearly ? '2024-01-01' : dated.first)
  for (let n = 0; n < 366; n++) {
    const day = new Date(begin + n * DAY).toISOString().slice(0, 10)
    if (holdsDay(a, day) && holdsDay(b, day)) return day
  }
  return null
}

const read = (texts: object | undefined): [string, WrittenDays][] =>
  Object.keys(texts ?? {}).flatMap((text) => {
    const found = readDays(text)
    return typeof found === 'string' ? [] : [[text, found] as [string, WrittenDays]]
  })

const country = z
  .strictObject({ off: days.optional(), work: days.optional() })
  .superRefine(({ off, work }, context) => {
    for (const [text, worked] of read(work)) {
      const other = read(off).find(([, free]) => shared(worked, free) !== null)
      if (other)
        context.addIssue({ code: 'custom', path: ['work', text], message: `is off too: '${other[0]}'` })
    }
  })

/** What `marketing/holidays.ts` must look like. */
export const holidays = z.record(
  z.string().regex(/^[A-Z]{2}$/, { error: "must be the ISO code of a country, such as 'RU'" }),
  country,
)
