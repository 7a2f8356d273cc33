/**
 * The door of the package `kindling`: all that marketing imports. Everything is `export *`, because only then can
 * `declare module 'kindling' { interface Facts { … } }` add to the interfaces of `names.ts`.
 */
export * from './conditions.ts'
export * from './durations.ts'
export * from './names.ts'
export * from './rating.ts'
export * from './sequence.ts'
export * from './steps.ts'
export * from './tracks.ts'
export * from './triggers.ts'
export * from './values.ts'
export type * from '../release/release.ts'
