import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'

const PLAN = join(import.meta.dirname, '../../../core/plan')

/** What `check` says, with `…` where the author's own words stand. */
export interface Message {
  message: string
  hint: string
}

function textOf(node: ts.Expression): string | null {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('')
}

// `{ path, message, hint }`: the constant of that name which stands nearest before it.
function valueOf(object: ts.ObjectLiteralExpression, name: string, constants: Map<string, string>) {
  for (const one of object.properties) {
    if (one.name?.getText() !== name) continue
    if (ts.isPropertyAssignment(one)) return textOf(one.initializer)
    if (ts.isShorthandPropertyAssignment(one)) return constants.get(name) ?? null
  }
  return null
}

function messagesOf(file: string): Message[] {
  const text = readFileSync(join(PLAN, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2024, true)
  const found: Message[] = []
  const constants = new Map<string, string>()
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const said = textOf(node.initializer)
      if (said !== null) constants.set(node.name.getText(), said)
    }
    if (ts.isObjectLiteralExpression(node)) {
      const message = valueOf(node, 'message', constants)
      if (message !== null) found.push({ message, hint: hintOf(node, constants) })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

// A hint may stand in a spread: `...(nearest && { hint: … })`.
function hintOf(object: ts.ObjectLiteralExpression, constants: Map<string, string>): string {
  const own = valueOf(object, 'hint', constants)
  if (own !== null) return own
  const spread = object.properties.find(ts.isSpreadAssignment)
  return /hint: `([^`]*)`/.exec(spread?.getText() ?? '')?.[1]?.replace(/\$\{[^}]*\}/g, '…') ?? ''
}

/** Every message of `check`, by the name of the file it is in. */
export const checkMessages = (): { file: string; messages: Message[] }[] =>
  ['check.ts', ...readdirSync(join(PLAN, 'faults')).map((file) => `faults/${file}`)]
    .sort()
    .map((file) => ({ file: basename(file, '.ts'), messages: messagesOf(file) }))
    .filter(({ messages }) => messages.length > 0)
