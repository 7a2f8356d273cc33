import { ref } from 'kindling'

// What has its own id. Its fields are the latest value that any fact about it carried.
export const enquiry = { deadline: ref<Date>('enquiry.deadline'), value: ref<number>('enquiry.value') }
export const deal = { value: ref<number>('deal.value'), contact: ref<string>('deal.contact') }

export const things = { enquiry, deal }
