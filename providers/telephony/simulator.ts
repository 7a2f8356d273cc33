import type { CallEvent, Connection, Telephony } from './port.ts'

/** Digits at the end of the lead's number that say how long the talk lasts, in seconds. */
const DIGITS = 3
const PICKED_UP_AFTER_S = 4

interface Options {
  /** Takes an event as an exchange would send it. */
  deliver: (event: CallEvent) => Promise<void>
  /** Machine ms of a length of business time. */
  machineMs: (businessMs: number) => number
}

/**
 * An exchange for demo and tests that connects nobody: the last three digits of the lead's number say how many seconds
 * they talk, and 000 is not answered. Machine time: it stands for a network.
 */
export function simulatedTelephony({ deliver, machineMs }: Options): Telephony & { close(): void } {
  const timers = new Set<NodeJS.Timeout>()
  const later = (afterS: number, event: CallEvent) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        deliver(event).catch(() => {})
      },
      machineMs(afterS * 1000),
    )
    timer.unref()
    timers.add(timer)
  }
  return {
    name: 'simulator',
    connect: ({ id, lead }: Connection) => {
      const seconds = Number(lead.slice(-DIGITS))
      later(0, { call: id, type: 'ringing' })
      if (seconds === 0) later(PICKED_UP_AFTER_S, { call: id, type: 'missed' })
      else {
        later(PICKED_UP_AFTER_S, { call: id, type: 'answered' })
        later(PICKED_UP_AFTER_S + seconds, { call: id, type: 'ended', seconds })
      }
      return Promise.resolve({ providerCall: `sim-${id}` })
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
