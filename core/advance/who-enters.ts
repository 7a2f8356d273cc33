import type { Contact } from '../language/values.ts'
import type { Company } from './view.ts'

/** Persons who enter, and those who do not because their role is not known. Ids of leads. */
export interface Entering {
  enter: string[]
  roleUnknown: string[]
}

/** Who of a company is meant. Of a company without a main contact nobody is. */
export function whoEnters(who: Contact, { mainContact, people }: Company): Entering {
  if (who.person === 'main-contact')
    return { enter: mainContact === null ? [] : [mainContact], roleUnknown: [] }
  const { role } = who.where
  return {
    enter: people.filter((one) => one.role !== null && role.includes(one.role)).map((one) => one.id),
    roleUnknown: people.filter((one) => one.role === null).map((one) => one.id),
  }
}
