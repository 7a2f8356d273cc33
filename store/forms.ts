import { answerTime } from '../core/plan/answer-time.ts'
import type { ConsentBox, Form } from '../core/release/release.ts'
import { sha256 } from '../core/hash.ts'
import { askConsent, askedUntil } from './consent-asks.ts'
import { recordFact } from './facts/record.ts'
import { keepFile, type ReceivedFile } from './files.ts'
import { keepProof } from './consents.ts'
import { addLeadKeys, findOrMakeLead } from './identity.ts'
import { changeLead, type LeadInput, normalKeys, recordConsentFact } from './leads.ts'
import { lockWithDoubles } from './merging/doubles.ts'
import { againIfMerged } from './merging/follow.ts'
import { mergeAll } from './merging/merge.ts'
import { queueMessage } from './messages.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import type { LockedLead } from './transact.ts'

/** A form that was filled in and checked. */
export interface Submission {
  name: string
  form: Form
  lang: string
  /** The hidden key of the page: the same once more is no second submission. */
  key: string
  values: Record<string, string | number>
  consents: { box: ConsentBox; text: string }[]
  files: { field: string; file: ReceivedFile }[]
  /** Where the form stands, as the consents' source. */
  source: string
  /** The network address it came from, for the proof of what was ticked. */
  ip: string
  /** The signed link to the document that the answer hands over, valid from an instant of business time on. */
  documentLink?: (document: string, leadId: string, now: number) => string
}

/** What came of it. `answerBy` in epoch ms: when a person answers, if its sequence hands it over at once. */
export interface Submitted {
  repeated: boolean
  leadId: string
  answerBy: number | null
  /** Until when what was ticked can be confirmed from the mailbox, if the form asks for that. */
  confirmBy: number | null
}

const PROFILE = new Set(['name', 'title', 'role', 'country', 'region', 'city', 'zone'])

/** Sorts the values into what the lead is and what the fact says. */
function sorted({ form, values }: Submission): { input: LeadInput; said: Record<string, unknown> } {
  const input: LeadInput = {}
  const fields: Record<string, unknown> = {}
  const said: Record<string, unknown> = {}
  for (const field of form.fields) {
    const value = values[field.name]
    if (value === undefined) continue
    const [of, name = ''] = (field.to ?? '').split('.')
    if (of === 'lead' && (name === 'email' || name === 'phone')) input[name] = String(value)
    else if (of === 'lead' && PROFILE.has(name)) Object.assign(input, { [name]: String(value) })
    else {
      said[field.name] = value
      if (of === 'lead') fields[name] = value
      if (field.to === 'account.name') input.account = { name: String(value) }
    }
  }
  if (Object.keys(fields).length > 0) input.fields = fields
  return { input, said }
}

// A list keeps what it has: who asked for presses once and for saws today wants both.
function joined(before: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const had = before[name]
      return [name, Array.isArray(had) ? [...new Set([...had, value])] : value]
    }),
  )
}

/**
 * Takes a form in one transaction: the lead, its consents, the file, the fact `form.submitted` with everything that
 * follows from it, and the answer, queued before the page replies.
 * @throws AppError bad_email, phone_bad, lead_keyless, template_unknown
 */
export async function submitForm(store: Store, submission: Submission): Promise<Submitted> {
  const { input, said } = sorted(submission)
  const country = submission.lang === 'ru' ? 'RU' : undefined
  const keys = normalKeys({ ...input, ...(country && { country }) })
  const key = `form/${submission.name}/${sha256(`${submission.key} ${JSON.stringify(keys)}`).slice(0, 32)}`
  return inMoment(
    store,
    (tx) =>
      againIfMerged(async () => {
        const { id, created } = await findOrMakeLead(tx, keys, await store.clock.now(tx))
        return { ...(await lockWithDoubles(tx, id, keys)), created }
      }),
    async (m, { lead: found, doubles, created }) => {
      const answerBy = answerTime(m.release, submission.name, m.now)
      const before = await m.tx
        .selectFrom('fact_keys')
        .select('key')
        .where('key', '=', key)
        .executeTakeFirst()
      if (before) {
        const confirmBy = await askedUntil(m.tx, found.id, { form: submission.name, now: m.now })
        return { repeated: true, leadId: found.id, answerBy, confirmBy }
      }
      const lead = await mergeAll(m, found, doubles)
      await addLeadKeys(m.tx, lead.id, keys)
      await changeLead(m, lead, withLang(lead, submission, input), keys, { created })
      const confirmBy = await takeConsents(m, lead.id, submission)
      const props = {
        form: submission.name,
        ...said,
        ...(await keptFiles(m, lead.id, submission)),
        ...madeThing(submission, key),
      }
      await recordFact(m, { type: 'form.submitted', leadId: lead.id, props, key })
      await answer(m, lead.id, submission, { key, said })
      return { repeated: false, leadId: lead.id, answerBy, confirmBy }
    },
  )
}

/** Keeps what was ticked: at once, or when it is confirmed from the mailbox. @returns until when it can be */
async function takeConsents(
  m: Moment,
  leadId: string,
  { name, form, consents, source, ip }: Submission,
): Promise<number | null> {
  const ticked = consents.map(({ box: { purpose, topic = null, version }, text }) => ({
    purpose,
    topic,
    version,
    text,
  }))
  // The handling of data is what the answer itself needs: it cannot wait for a second click.
  const asks = ({ purpose }: (typeof ticked)[number]) => form.doubleOptIn === true && purpose !== 'data'
  for (const box of ticked) {
    if (asks(box)) continue
    await recordConsentFact(m, leadId, { ...box, source })
    await keepProof(m, leadId, box, { form: name, source, version: box.version, ip })
  }
  const boxes = ticked.filter(asks)
  return boxes.length > 0 ? askConsent(m, leadId, { form: name, boxes, source, ip }) : null
}

function withLang(lead: LockedLead, { name, lang }: Submission, input: LeadInput): LeadInput {
  const fields = input.fields && joined(lead.fields, input.fields)
  return { ...input, ...(fields && { fields }), ...(lead.lang === null && { lang }), source: `form ${name}` }
}

async function keptFiles(m: Moment, leadId: string, { files }: Submission): Promise<Record<string, string>> {
  const kept: Record<string, string> = {}
  for (const { field, file } of files) kept[field] = await keepFile(m, leadId, file)
  return kept
}

// The id follows from the submission, so that a repeat can never make a second thing.
const madeThing = ({ form }: Submission, key: string): Record<string, string> =>
  form.makes ? { [form.makes]: `${form.makes[0]?.toUpperCase()}-${sha256(key).slice(0, 10)}` } : {}

async function answer(
  m: Moment,
  leadId: string,
  { form, name, documentLink }: Submission,
  { key, said }: { key: string; said: Record<string, unknown> },
): Promise<void> {
  const { template, document } = form.answer ?? {}
  if (!template) return
  const link = document && documentLink ? documentLink(document, leadId, m.now) : undefined
  await queueMessage(m, {
    key,
    leadId,
    sellerId: null,
    source: 'form',
    template,
    vars: { form: name, answers: said, ...(link && { document: { url: link, name: document } }) },
  })
}
