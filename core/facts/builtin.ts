import type { FactKind } from '../release/release.ts'

/** A fact that the system itself records, with what it says in words. */
export interface BuiltinFact extends FactKind {
  text: string
  props: Record<string, unknown>
}

type Prop = 'string' | 'number' | 'boolean'

/** JSON Schema of optional props; what is not listed is kept as it came. */
const kind = (text: string, props: Record<string, Prop> = {}): BuiltinFact => ({
  about: 'lead',
  text,
  props: {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(props).map(([name, type]) => [
        name,
        type === 'string' ? { type, maxLength: 4_000 } : { type },
      ]),
    ),
  },
})

/** With a purpose that nobody knows, a yes or a no would be kept and heeded by nothing. None means marketing. */
const consent = (text: string, props: Record<string, Prop>): BuiltinFact => {
  const { about, props: schema } = kind(text, props)
  const properties = { ...(schema.properties as object), purpose: { enum: ['marketing', 'dealers', 'data'] } }
  return { about, text, props: { ...schema, properties } }
}

const MAIL = { journey: 'string', message: 'string', template: 'string' } as const
const HANDOFF = { handoff: 'string', route: 'string', seller: 'string' } as const
const OFFER = { offer: 'string', handoff: 'string', seller: 'string', dealer: 'string' } as const

/**
 * Facts that exist without being declared in marketing. `journey`, `message`, `handoff` and `offer` hold ids, `seller` and `by` a seller's
 * id. Without a prototype, so that a fact called `constructor` stays unknown.
 */
export const builtinFacts: Record<string, BuiltinFact> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, BuiltinFact>, {
    'form.submitted': kind('A form was sent in', { form: 'string' }),
    'page.viewed': kind('A page was looked at', { page: 'string' }),
    'email.sent': kind('A mail left and was taken by the next server', MAIL),
    'email.delivered': kind('A mail reached the mailbox', MAIL),
    'email.opened': kind('A mail was opened', { ...MAIL, open: 'string', human: 'boolean' }),
    'email.clicked': kind('A link in a mail was followed', { ...MAIL, link: 'string', human: 'boolean' }),
    'email.scanned': kind('A machine opened a mail or a link in it', {
      ...MAIL,
      link: 'string',
      open: 'string',
      why: 'string',
    }),
    'email.click.voided': kind('A click was taken back: it was a machine’s after all', {
      ...MAIL,
      link: 'string',
      click: 'number',
      why: 'string',
    }),
    'email.bounced': kind('A mail came back', { ...MAIL, code: 'string' }),
    'email.failed': kind('A mail was given up', { ...MAIL, code: 'string' }),
    'email.complained': kind('A mail was reported as spam', MAIL),
    'email.unsubscribed': kind('No more mail is wanted, of one topic or at all', {
      ...MAIL,
      topic: 'string',
      reason: 'string',
    }),
    'preferences.changed': kind('The lead chose anew what mail it gets', {
      message: 'string',
      pace: 'string',
      pausedUntil: 'string',
      reason: 'string',
    }),
    'email.replied': kind('A person answered a mail', {
      ...MAIL,
      human: 'boolean',
      subject: 'string',
      text: 'string',
    }),
    'call.requested': kind('A call was asked for', { by: 'string' }),
    'call.started': kind('A call was put through', { call: 'string', handoff: 'string', seller: 'string' }),
    'call.ended': kind('A call was over', { seller: 'string', seconds: 'number', outcome: 'string' }),
    'call.missed': kind('A call was not answered', { seller: 'string' }),
    'consent.asked': kind('Consent was ticked and waits to be confirmed from the mailbox', {
      form: 'string',
      ask: 'string',
      expires: 'string',
    }),
    'consent.given': consent('Consent was given', {
      topic: 'string',
      source: 'string',
      text: 'string',
      version: 'string',
    }),
    'consent.withdrawn': consent('Consent was taken back', {
      topic: 'string',
      source: 'string',
      text: 'string',
    }),
    'step.done': kind('A task or hand-off of a journey was finished', {
      journey: 'string',
      step: 'string',
      outcome: 'string',
    }),
    'lead.changed': kind('Something known of the lead changed'),
    'account.changed': kind('Something known of the company changed'),
    'lead.warmed': kind('Sales says that the lead is warm', { by: 'string' }),
    'lead.hushed': kind('Marketing mail rests until a day', { until: 'string', reason: 'string' }),
    'warming.started': kind('A seller marked the lead as being warmed', {
      by: 'string',
      notBefore: 'string',
      note: 'string',
    }),
    'warming.ended': kind('The mark was taken away', { by: 'string' }),
    'audience.joined': kind('The lead came into an audience', { audience: 'string', journey: 'string' }),
    'audience.left': kind('The lead left an audience', {
      audience: 'string',
      journey: 'string',
      reason: 'string',
    }),
    'lead.met': kind('Somebody of sales met the lead', { by: 'string', where: 'string', note: 'string' }),
    'handoff.opened': kind('The lead went to sales', HANDOFF),
    'handoff.owned': kind('A seller took the lead', HANDOFF),
    'handoff.passed': kind('The lead went on from one seller to another', { ...HANDOFF, from: 'string' }),
    'handoff.checked': kind('The lead said whether somebody called and offered our product', {
      ...HANDOFF,
      called: 'boolean',
      offered: 'boolean',
    }),
    'handoff.contacted': kind('The seller spoke with the lead', HANDOFF),
    'handoff.returned': kind('Sales gave the lead back', { ...HANDOFF, outcome: 'string', reason: 'string' }),
    'handoff.closed': kind('The hand-off is over', { ...HANDOFF, outcome: 'string', reason: 'string' }),
    'offer.made': kind('The lead was offered to a seller', OFFER),
    'offer.seen': kind('The seller looked at the offer', OFFER),
    'offer.accepted': kind('The seller took the offer', OFFER),
    'offer.declined': kind('The seller declined the offer', { ...OFFER, reason: 'string' }),
    'offer.expired': kind('The seller did not answer in time', OFFER),
    'offer.withdrawn': kind('The offer was taken back', OFFER),
    'bid.placed': kind('A dealer bid for the lead', { ...OFFER, amount: 'number', currency: 'string' }),
    'auction.closed': kind('Bids were closed', {
      ...HANDOFF,
      bids: 'number',
      dealer: 'string',
      amount: 'number',
    }),
    'contact.revealed': kind('A dealer sees how to reach the lead', {
      ...HANDOFF,
      dealer: 'string',
      why: 'string',
    }),
    'task.opened': kind('A task was given to a seller', {
      journey: 'string',
      step: 'string',
      seller: 'string',
    }),
    'task.done': kind('A task was finished', {
      journey: 'string',
      step: 'string',
      seller: 'string',
      outcome: 'string',
    }),
  }),
)
