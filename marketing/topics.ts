import type { Topic } from 'kindling'

// What a lead can say yes or no to. `sender` names one of senders.ts.
export const topics = {
  'know-how': { label: { en: 'Know-how and cases', ru: 'Опыт и примеры' }, sender: 'marketing' },
  news: { label: { en: 'News and offers', ru: 'Новости и предложения' }, sender: 'marketing' },
  events: { label: { en: 'Events and invitations', ru: 'Мероприятия' }, sender: 'marketing' },
  clients: { label: { en: 'For our clients', ru: 'Нашим клиентам' }, sender: 'sales' },
  enquiries: { label: { en: 'Your enquiries', ru: 'Ваши запросы' }, sender: 'sales' },
  service: { label: { en: 'Service and reviews', ru: 'Обслуживание и отзывы' }, sender: 'sales' },
} satisfies Record<string, Topic>
