import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { nearestName } from '../../core/facts/nearest.ts'
import type { CompiledTemplate } from '../../mail/compile-template.ts'
import { plainLinks } from '../../mail/links.ts'
import { type Rendered, renderTemplate } from '../../mail/render-template.ts'
import type { Marketing } from '../../store/releases.ts'
import { faultLines, paint, Refused, say, UsageError } from '../output.ts'
import { sampleFile } from '../preview/sample-file.ts'
import { sampleVars } from '../preview/sample-vars.ts'
import { marketingOf, projectFolder } from '../project-folder.ts'

interface Options {
  lang?: string
  out?: string
  send?: string
  sample?: string
  folder: string
  json?: boolean
}

/** `kindling preview`: one mail, filled with a sample. */
export function previewCommand(): Command {
  return new Command('preview')
    .summary('show a template filled with its sample, or send it as a test')
    .description(
      'Compiles one template from the files and fills it with templates/<name>.<lang>.sample.json, else\n' +
        'templates/<name>.sample.json, where there is one, over an invented reader. Shows the text part; --out writes the HTML; --send sends one mail by SMTP, outside of the ledger.',
    )
    .argument('<template>', 'its name: presses/case')
    .option('--lang <lang>', 'its language (default: the default language)')
    .option('--out <file>', 'write the HTML into this file')
    .option('--send <address>', 'send it there')
    .option('--sample <file>', 'other values than those of its sample file')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the mail as one line of JSON')
    .action(run)
}

async function run(name: string, options: Options): Promise<void> {
  const { marketing, faults } = await marketingOf(options.folder)
  const own = faults.filter((fault) => fault.path.startsWith(`templates/${name}.`))
  if (!marketing || own.length > 0)
    throw new Refused(`${name} cannot be compiled.`, faultLines(marketing ? own : faults))
  const template = chosen(marketing, name, options.lang)
  const sample = await sampleOf(options.sample ?? sampleFile(options.folder, template))
  const vars = sampleVars(template, marketing, sample)
  const rendered = render(template, vars, marketing.defaults.zone)
  if (options.out) await writeFile(options.out, rendered.html)
  if (options.send) {
    const { sendTest } = await import('../preview/send-test.ts')
    await sendTest({ template, rendered, marketing, to: options.send })
  }
  say(options.json, { template: name, lang: template.lang, ...rendered, sent: options.send ?? null }, [
    paint(
      'dim',
      `${template.kind}, topic ${template.topic}, ${template.lang}, ${Math.ceil(Buffer.byteLength(rendered.html) / 1024)} KB`,
    ),
    paint('bold', rendered.subject),
    '',
    rendered.text,
    ...(options.out ? ['', `HTML: ${options.out}`] : []),
    ...(options.send ? ['', paint('green', `sent to ${options.send}`)] : []),
  ])
}

function chosen(
  { compiledTemplates, defaults }: { compiledTemplates: CompiledTemplate[]; defaults: Marketing['defaults'] },
  name: string,
  lang = defaults.lang,
): CompiledTemplate {
  const all = compiledTemplates.filter((one) => one.name === name)
  if (all.length === 0) {
    const near = nearestName(name, new Set(compiledTemplates.map((one) => one.name)))
    throw new UsageError(`No template is called ${name}.${near ? ` Did you mean ${near}?` : ''}`)
  }
  const found = all.find((one) => one.lang === lang)
  if (!found)
    throw new UsageError(`${name} is there in ${all.map((one) => one.lang).join(', ')}, not in ${lang}.`)
  return found
}

async function sampleOf(file: string | null): Promise<Record<string, unknown>> {
  if (file === null) return {}
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  } catch {
    throw new Refused(`${file} is not JSON.`)
  }
}

function render(template: CompiledTemplate, vars: Record<string, unknown>, zone: string): Rendered {
  try {
    return renderTemplate(template, vars, { link: plainLinks().link, lang: template.lang, zone })
  } catch (error) {
    throw new Refused(
      `${template.name}.${template.lang} cannot be filled: ${error instanceof Error ? error.message : ''}`,
    )
  }
}
