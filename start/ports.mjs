// Says which of the ports we want are taken, before anything starts, and finds one that is free.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

function free(port) {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

const given = new Set()

/**
 * A port of 127.0.0.1 that nobody listens on, another one each time. It is below those that systems lend to outgoing connections (32768 on
 * Linux, 49152 elsewhere), so that none of them takes it before a server that starts slowly does.
 * @param {{ from?: number, count?: number }} among where to look; programs that look at once look elsewhere
 */
export async function freePort({ from = 20_000, count = 10_000 } = {}) {
  const port = from + randomInt(count)
  const again = given.has(port)
  given.add(port)
  return !again && (await free(port)) ? port : freePort({ from, count })
}

/**
 * One sentence for each port that is taken, or that two parts want.
 * @param {{ name: string, port: number, part: string }[]} wanted name: the variable that sets it
 */
export async function takenPorts(wanted) {
  const faults = []
  const seen = new Map()
  const all = wanted.map((one) => one.port)
  const another = async (port) => {
    const next = port >= 65535 ? 1024 : port + 1
    return all.includes(next) || !(await free(next)) ? another(next) : next
  }
  for (const { name, port, part } of wanted) {
    const other = seen.get(port)
    seen.set(port, name)
    if (other)
      faults.push(`Port ${port} is wanted by both ${other} and ${name}. Give one of them another port.`)
    else if (!(await free(port))) {
      const change = `${name}=${await another(port)} npm start`
      faults.push(
        `Port ${port} (${name}, ${part}) is taken. Stop the program that uses it, or choose another: ${change}`,
      )
    }
  }
  return faults
}
