import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const LANGUAGE = join(import.meta.dirname, '../../../core/language')

/** A word as the code documents it. `signature`: what it takes and gives; null for a type. */
export interface Word {
  name: string
  isType: boolean
  text: string
  examples: string[]
  signature: string | null
  members: { name: string; text: string }[]
}

const textOf = (comment: ts.JSDoc['comment']): string =>
  (typeof comment === 'string' ? comment : (ts.getTextOfJSDocComment(comment) ?? '')).trim()

function documented(node: ts.Node): { text: string; examples: string[] } | null {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
  if (!comment) return null
  const examples = (comment.tags ?? []).filter((tag) => tag.tagName.text === 'example')
  return { text: textOf(comment.comment), examples: examples.map((tag) => textOf(tag.comment)) }
}

// `(a: A, b: B) => …` without its body: what an editor shows. Of an object, each of its functions.
function signatureOf(name: string, value: ts.Node | undefined): string | null {
  if (value && ts.isObjectLiteralExpression(value)) {
    const each = value.properties.filter(ts.isPropertyAssignment)
    return each.map((one) => signatureOf(`${name}.${one.name.getText()}`, one.initializer)).join('\n')
  }
  if (!value || !ts.isArrowFunction(value)) return null
  const head = value.getText().slice(0, value.equalsGreaterThanToken.getStart() - value.getStart())
  const oneLine = head.replace(/(?<=[^,{(;|\s])\n\s*(?=[\w'-]+\??:)/g, '; ').replace(/\s+/g, ' ')
  return `${name}${oneLine.replace('( ', '(').replace(/,? \)/g, ')').trim()}`
}

const membersOf = (node: ts.InterfaceDeclaration) =>
  node.members.flatMap((member) => {
    const told = documented(member)
    return told && member.name ? [{ name: member.name.getText(), text: told.text }] : []
  })

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some((one) => one.kind === ts.SyntaxKind.ExportKeyword)

/** Every documented word of a file of the language, in its order. Parsed, not run. */
export function wordsOf(file: string): Word[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(LANGUAGE, file), 'utf8'),
    ts.ScriptTarget.ES2024,
    true,
  )
  return source.statements.filter(isExported).flatMap((node): Word[] => {
    const told = documented(node)
    if (!told) return []
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.map((one) => {
        const name = one.name.getText()
        return {
          name,
          isType: false,
          members: [],
          ...told,
          signature: signatureOf(name, one.initializer),
        }
      })
    }
    if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return []
    const members = ts.isInterfaceDeclaration(node) ? membersOf(node) : []
    return [{ name: node.name.text, isType: true, members, ...told, signature: null }]
  })
}

/** Files of the language with the heading of their words, in the order in which they are read best. */
export const PARTS: readonly (readonly [file: string, title: string])[] = [
  ['sequence.ts', 'Sequence'],
  ['triggers.ts', 'Triggers'],
  ['steps.ts', 'Steps'],
  ['conditions.ts', 'Conditions'],
  ['values.ts', 'Values, people and dates'],
  ['tracks.ts', 'Tracks, segments and audiences'],
  ['names.ts', 'Names'],
]

/** Every word of the language. */
export const allWords = (): Word[] => PARTS.flatMap(([file]) => wordsOf(file))
