// Says which of the ports we want are taken, before anything starts.
import { createServer } from 'node:net'

function free(port) {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
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
