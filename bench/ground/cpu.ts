import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

interface Stat {
  parent: number
  /** Its own time, and that of children that have ended and were waited for. */
  own: number
  ended: number
}

// The name in brackets may hold blanks; the fields are counted from behind it. See proc(5).
function statOf(pid: number | string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const at = (n: number) => fields[n] ?? 0
    return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) }
  } catch {
    return null
  }
}

/** CPU time in ms that a process and all its children have used so far, those that ended included. Linux only. */
export function cpuMs(pid: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = statOf(name)
      return stat ? [{ pid: Number(name), ...stat }] : []
    })
  const sum = (id: number): number => {
    const me = all.find((one) => one.pid === id)
    if (!me) return 0
    return all
      .filter((one) => one.parent === id)
      .reduce((total, child) => total + sum(child.pid), me.own + me.ended)
  }
  return (sum(pid) * 1000) / TICKS_A_SECOND
}
