import type { Release } from '../../core/release/release.ts'
import { newestRelease, type Marketing, publishRelease } from '../../store/releases.ts'
import type { Store } from '../../store/store.ts'
import { testStore } from './store.ts'

/** Marketing of a company that has nothing but a topic, a sender, a working day and a way to sales. */
export const small: Marketing = {
  defaults: { lang: 'en', zone: 'UTC', sender: 'marketing' },
  plans: [],
  compiledTemplates: [],
  scoring: {
    fit: [],
    groups: { mail: { halfLife: '14 days', limit: 100 }, site: { halfLife: '7 days', limit: 100 } },
    rules: [
      { fact: 'email.clicked', group: 'mail', points: 10 },
      { fact: 'page.viewed', group: 'site', points: 5 },
    ],
    categories: { warm: 20, hot: 60 },
    grades: { fit: [75, 50, 25], engagement: [75, 50, 25] },
  },
  forms: {},
  routing: {
    sales: {
      mode: 'assign',
      offerFor: '2 hours',
      firstContact: '4 workhours',
      remindBefore: '1 workhour',
      hours: 'work',
      recycle: {},
      dispositions: {
        won: { label: { en: 'Sold' } },
        lost: { label: { en: 'Lost' }, reasons: ['no answer'] },
      },
    },
  },
  senders: { marketing: { name: 'Works', address: 'news@works.example' } },
  topics: { news: { label: { en: 'News' }, sender: 'marketing' } },
  hours: { work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] } },
  caps: [],
  things: { enquiry: ['product'] },
  fields: { lead: ['industry'], account: ['size'] },
  facts: {},
}

/** Publishes a small marketing with what the test wants in it, and gives the release that is then in force. */
export async function publishedRelease(store: Store, wanted: Partial<Marketing> = {}): Promise<Release> {
  await publishRelease(store, { ...small, ...wanted })
  return newestRelease(store.db)
}

/** The url of a database in which this is published and to which nobody is connected: `testStore({ like })` copies it. */
export async function publishedDatabase(wanted: Partial<Marketing> = {}): Promise<string> {
  const store = await testStore()
  await publishedRelease(store, wanted)
  await store.db.destroy()
  return store.url
}
