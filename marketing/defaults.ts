// Where nothing better is known of a lead.
export const defaults = { lang: 'en', zone: 'Europe/Moscow', sender: 'marketing' }
