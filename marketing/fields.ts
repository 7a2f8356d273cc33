import { ref } from 'kindling'

export type Interest = 'presses' | 'saws'
export type Stage = 'potential' | 'client' | 'gone'
export type Industry = 'metal' | 'timber' | 'building' | 'other'
export type Size = 'under 50' | '50 to 500' | 'over 500'

// What is known of a person. Paths without a column of their own live in the lead's `fields`. What is public a dealer may
// read before the contacts open, under its label.
export const lead = {
  role: ref<'user' | 'decider' | 'influencer'>('lead.role'),
  title: ref<string>('lead.title'),
  country: ref<string>('lead.country'),
  stage: ref<Stage>('lead.stage'),
  // Its values are called as the forms that ask for it call them.
  interest: ref<Interest[]>('lead.interest', { public: true, label: { en: 'Interest', ru: 'Интересует' } }),
  industry: ref<Industry>('lead.industry', {
    public: true,
    label: { en: 'Industry', ru: 'Отрасль' },
    values: {
      metal: { en: 'metal', ru: 'металлообработка' },
      timber: { en: 'timber', ru: 'деревообработка' },
      building: { en: 'building', ru: 'строительство' },
      other: { en: 'another one', ru: 'другая' },
    },
  }),
  size: ref<Size>('lead.size', {
    public: true,
    label: { en: 'People', ru: 'Сотрудников' },
    values: {
      'under 50': { en: 'under 50', ru: 'до 50' },
      '50 to 500': { en: '50 to 500', ru: 'от 50 до 500' },
      'over 500': { en: 'over 500', ru: 'больше 500' },
    },
  }),
}

// What is known of the company.
export const account = {
  stage: ref<'client' | 'at risk' | 'lost'>('account.stage'),
}
