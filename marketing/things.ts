import { ref, type Words } from 'kindling'

// What has its own id. Its fields are the latest value that any fact about it carried.
export const enquiry = {
  deadline: ref<Date>('enquiry.deadline', {
    public: true,
    label: { en: 'Offers are due', ru: 'Предложения до' },
  }),
  value: ref<number>('enquiry.value'),
}
export const event = {
  name: ref<string>('event.name'),
  startsAt: ref<Date>('event.startsAt'),
  endsAt: ref<Date>('event.endsAt'),
}
export const contract = { endsAt: ref<Date>('contract.endsAt'), contact: ref<string>('contract.contact') }
export const deal = { value: ref<number>('deal.value'), contact: ref<string>('deal.contact') }

export const things = { enquiry, event, contract, deal }

// How people read the kinds of things.
export const labels: Record<keyof typeof things, Words> = {
  enquiry: { en: 'enquiry', ru: 'запрос' },
  event: { en: 'event', ru: 'мероприятие' },
  contract: { en: 'contract', ru: 'договор' },
  deal: { en: 'deal', ru: 'сделка' },
}
