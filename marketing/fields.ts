import { ref } from 'kindling'

export type Interest = 'presses' | 'saws'
export type Stage = 'potential' | 'client' | 'gone'
export type Industry = 'metal' | 'timber' | 'building' | 'other'
export type Size = 'under 50' | '50 to 500' | 'over 500'

// What is known of a person. Paths without a column of their own live in the lead's `fields`. What is public a dealer may
// read before the contacts open.
export const lead = {
  role: ref<'user' | 'decider' | 'influencer'>('lead.role'),
  title: ref<string>('lead.title'),
  country: ref<string>('lead.country'),
  stage: ref<Stage>('lead.stage'),
  interest: ref<Interest[]>('lead.interest', { public: true }),
  industry: ref<Industry>('lead.industry', { public: true }),
  size: ref<Size>('lead.size', { public: true }),
}

// What is known of the company.
export const account = {
  stage: ref<'client' | 'at risk' | 'lost'>('account.stage'),
}
