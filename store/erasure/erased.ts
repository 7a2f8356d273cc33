/** How what ran for a person ended, and why its mail did not leave. */
export const ERASED = 'erased'
