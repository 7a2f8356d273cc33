import type { Words } from '../release/release.ts'

/** Why somebody wants less mail or none, as the pages offer it. The code is what the facts keep. */
export const LEAVING_REASONS = {
  'too-many': { en: 'There is too much of it', ru: 'Писем слишком много' },
  'not-useful': { en: 'It is of no use to me', ru: 'Мне это не пригодится' },
  'not-my-job': { en: 'I no longer deal with this', ru: 'Я больше этим не занимаюсь' },
  'never-asked': { en: 'I never asked for it', ru: 'Я на это не подписывался' },
  other: { en: 'Something else', ru: 'Другая причина' },
} as const satisfies Record<string, Words>

export type LeavingReason = keyof typeof LEAVING_REASONS

/** The reason by its code; null for what is none. */
export const leavingReason = (code: unknown): LeavingReason | null =>
  typeof code === 'string' && Object.hasOwn(LEAVING_REASONS, code) ? (code as LeavingReason) : null
