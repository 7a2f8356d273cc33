/** A template that cannot be published: `path` names the file, the message says what is wrong in it. */
export class TemplateFault extends Error {
  readonly path: string
  constructor(path: string, message: string) {
    super(message)
    this.name = 'TemplateFault'
    this.path = path
  }
}
