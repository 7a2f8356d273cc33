import type { Sender } from 'kindling'

// Who mail is from. The domain must be one that signs (docs/operations.md).
export const senders: Record<string, Sender> = {
  marketing: { name: 'Verstak Machines', address: 'news@verstak.example', replyTo: 'hello@verstak.example' },
  sales: { name: 'Verstak Machines', address: 'hello@verstak.example' },
}
