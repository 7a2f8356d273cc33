import {
  Liquid,
  type Template,
  type TagToken,
  type TopLevelToken,
  type Context,
  type Emitter,
  Tag,
} from 'liquidjs'
import { dateWords } from './date-words.ts'

/** What a filling is given besides the variables: how links are written, and whose words dates are in. */
export interface Surroundings {
  link: (url: string) => string
  lang: string
  zone: string
}

const AROUND = '_around'

// No file, no loader, no lookup up the prototype, and bounds on time and memory: authors are trusted to write
// words, not to run code. Escaping is on for HTML; the other engine is for subject and text.
const SAFE = {
  strictFilters: true,
  strictVariables: true,
  lenientIf: true,
  ownPropertyOnly: true,
  templates: {},
  memoryLimit: 1e6,
  renderLimit: 200,
  parseLimit: 1e5,
} as const

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'" }

/** Text for HTML content and attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
const unescapeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#34|#39);/g, (whole, name: string) => NAMED[name] ?? whole)

const around = (context: Context): Surroundings =>
  (context.globals as Record<string, Surroundings>)[AROUND] as Surroundings

function makeEngine(html: boolean): Liquid {
  const engine = new Liquid(html ? { ...SAFE, outputEscape: 'escape' } : SAFE)
  engine.registerFilter('raw', () => {
    throw new Error('the filter raw is not allowed: values are always escaped')
  })
  engine.registerFilter('date', function (value: unknown, style?: unknown) {
    const { lang, zone } = around(this.context)
    return dateWords(value, { style: typeof style === 'string' ? style : 'date', lang, zone })
  })
  engine.registerTag(
    'track',
    class extends Tag {
      templates: Template[] = []
      constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid) {
        super(token, remain, liquid)
        while (remain.length > 0) {
          const next = remain.shift() as TopLevelToken
          if ((next as TagToken).name === 'endtrack') return
          this.templates.push(liquid.parser.parseToken(next, remain))
        }
        throw new Error('tag track not closed')
      }
      // What is inside is read too when somebody asks which variables a template has.
      *children(): Generator<unknown, Template[], Template[]> {
        return yield this.templates
      }
      *render(context: Context, emitter: Emitter): Generator<unknown, void, string> {
        const inner = yield this.liquid.renderer.renderTemplates(this.templates, context)
        const url = around(context).link(html ? unescapeHtml(inner) : inner)
        emitter.write(html ? escapeHtml(url) : url)
      }
    },
  )
  return engine
}

const htmlEngine = makeEngine(true)
const textEngine = makeEngine(false)

/** A parsed filling: variables in, text out. @throws LiquidError */
export type Filling = (vars: Record<string, unknown>, surroundings: Surroundings) => string

/** Machine ms of this thread's own work after which a filling that the clock stopped is not begun anew. */
const WORK_MS = 100
/** How often a filling is begun anew that was stopped by the clock without having worked so long. */
const ANEW = 20

/**
 * The engine's limit is by the clock on the wall: on a machine that others keep busy it stops fillings that hardly ran. Those
 * are begun anew, and once also what worked for so long itself: that may have been the collector of garbage. What does so again
 * is a bomb, and ends.
 */
function boundedByWork(fill: () => string): string {
  for (let times = 1; ; times++) {
    const since = times > 1 ? process.threadCpuUsage() : undefined
    try {
      return fill()
    } catch (error) {
      const byClock = error instanceof Error && error.message.includes('render limit exceeded')
      if (!byClock || (since && workedMs(since) >= WORK_MS) || times === ANEW) throw error
    }
  }
}

const workedMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(since)
  return (user + system) / 1000
}

/** Parses a Liquid text whose values are escaped for HTML (`html`) or put in as they are. @throws LiquidError */
export function parseLiquid(source: string, kind: 'html' | 'text'): Filling {
  const engine = kind === 'html' ? htmlEngine : textEngine
  const parsed = engine.parse(source)
  return (vars, surroundings) =>
    boundedByWork(() => engine.renderSync(parsed, vars, { globals: { [AROUND]: surroundings } }) as string)
}

/** Every variable that the source reads, by path: `lead.name`. */
export const variablesOf = (source: string): string[] => [...new Set(textEngine.fullVariablesSync(source))]
