import { dirname } from 'node:path'

/** The folder of this installation: `marketing/` and `templates/` lie in it. */
export const projectFolder = dirname(import.meta.dirname)
