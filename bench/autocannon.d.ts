// The package has no types of its own: only what the bench uses.
declare module 'autocannon' {
  interface Sent {
    method?: string
    headers?: Record<string, string>
    body?: string
  }
  interface Options {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    requests: (Sent & { setupRequest?: (request: Sent) => Sent })[]
  }
  interface Result {
    '2xx': number
    non2xx: number
    /** Seconds. */
    duration: number
    requests: { total: number }
  }
  export default function autocannon(options: Options): Promise<Result>
}
