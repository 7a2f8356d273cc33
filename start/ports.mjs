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
  for (const { name, port, part } of wanted) {
    const other = seen.get(port)
    seen.set(port, name)
    const change = `or choose another one: ${name}=${port + 1 > 65535 ? 1024 : port + 1} npm start`
    if (other)
      faults.push(`Port ${port} is wanted by both ${other} and ${name}. Give one of them another port.`)
    else if (!(await free(port))) {
      faults.push(`Port ${port} (${name}, ${part}) is taken. Stop the program that uses it, ${change}`)
    }
  }
  return faults
}
