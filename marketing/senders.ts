import type { Sender } from 'kindling'

// Who mail is from. Before mail leaves for the world, each needs a key: docs/how-to/sign-mail.md.
export const senders: Record<string, Sender> = {
  marketing: { name: 'Verstak Machines', address: 'news@verstak.example', replyTo: 'hello@verstak.example' },
  sales: { name: 'Verstak Machines', address: 'hello@verstak.example' },
}
