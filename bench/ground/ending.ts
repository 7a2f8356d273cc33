const ends: (() => Promise<void> | void)[] = []

/** Runs when the bench is over, however it ends; the last one given goes first. */
export function whenOver(end: () => Promise<void> | void): void {
  ends.push(end)
}

/** Ends all that was started. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end()
}
