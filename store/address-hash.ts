import { sha256 } from '../core/hash.ts'

/**
 * What the list of suppressions knows an address by, so that it still works after the address itself was erased.
 * The address comes in its normal form (`core/identity/email.ts`).
 */
export const addressHash = (address: string): string => sha256(`kindling address ${address}`)
