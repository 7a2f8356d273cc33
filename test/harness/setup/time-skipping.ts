import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { cacheFolder } from '../../../start/temporal.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the jars of the time-skipping server; empty where there is no Java: the SDK then downloads a build. */
    timeSkippingJars: string
  }
}

const POM = join(import.meta.dirname, '../../time-skipping/pom.xml')
const VERSION = '1.38.0'
const MAVEN_MS = 300_000

const run = promisify(execFile)

const works = (program: string, args: string[]) =>
  run(program, args).then(
    () => true,
    () => false,
  )

/** Fetches the jars once for all clones of this user. */
async function jars(): Promise<string> {
  const folder = join(cacheFolder(), `temporal-test-server-${VERSION}`)
  if (existsSync(folder)) return folder
  if (!(await works('java', ['-version'])) || !(await works('mvn', ['--version']))) return ''
  mkdirSync(cacheFolder(), { recursive: true })
  const fresh = `${folder}.${process.pid}`
  process.stderr.write('fetching the time-skipping Temporal server (once)\n')
  await run('mvn', ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`], {
    timeout: MAVEN_MS,
  })
  if (existsSync(folder)) rmSync(fresh, { recursive: true })
  else renameSync(fresh, folder)
  return folder
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('timeSkippingJars', await jars())
}
