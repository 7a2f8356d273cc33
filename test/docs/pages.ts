import { join } from 'node:path'
import { apiPage } from './api-page.ts'
import { cliPage } from './cli-page.ts'
import { environmentPage } from './environment-page.ts'
import { exampleFile } from './language/example-file.ts'
import { languagePage } from './language-page.ts'
import { sequencesPage } from './sequences-page.ts'

const FOLDER = join(import.meta.dirname, '../../docs/reference')

/** Files that are made from the code: where each lies, and what it must say. */
export const pages = async (): Promise<Record<string, string>> => ({
  [join(FOLDER, 'api.md')]: await apiPage(),
  [join(FOLDER, 'cli.md')]: cliPage(),
  [join(FOLDER, 'environment.md')]: environmentPage(),
  [join(FOLDER, 'language.md')]: languagePage(),
  ...(await sequencesPage()),
  [join(import.meta.dirname, 'language/made-examples.ts')]: exampleFile(),
})
