#!/usr/bin/env node
// The command's door for any Node from 20 on: TypeScript needs Node 24, which the project brings along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.ts')
if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main)
} else {
  const own = join(dirname(main), '..', 'node_modules', 'node', 'bin', 'node')
  if (!existsSync(own)) {
    process.stderr.write('Kindling needs Node 24. Run `npm install` in its folder first: it brings one.\n')
    process.exit(2)
  }
  const child = spawn(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
