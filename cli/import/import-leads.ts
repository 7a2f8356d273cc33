import { z } from 'zod'
import { type ApiClient, refusal } from '../api-client.ts'
import type { Target } from '../csv/headers.ts'
import type { Table } from '../csv/rows.ts'
import type { Progress } from '../progress.ts'
import { type Ground, instantOf, judge } from './ground.ts'
import type { Rejects } from './rejects.ts'
import { type ImportedLead, rowToLead } from './row-to-lead.ts'

/** What an import did. `duplicates`: rows that name a lead of an earlier row. */
export interface Tally {
  rows: number
  created: number
  updated: number
  unchanged: number
  duplicates: number
  consents: number
  saidNo: number
  enrolled: number
  notEnrolled: number
  notes: Record<string, number>
}

export interface ImportJob {
  table: Table
  targets: (Target | null)[]
  system?: string
  ground: Ground | null
  /** Sequence that each lead is to enter. */
  enrol?: string
  /** Null: a dry run, nothing is sent. */
  api: ApiClient | null
  rejects: Rejects
  progress: Progress
}

const AT_ONCE = 8
const page = z.object({ id: z.string(), updatedAt: z.string() })

/** Rows are handed on in stretches of a few hundred, so that memory stays flat and the order within a lead is kept. */
export async function importLeads(job: ImportJob): Promise<Tally> {
  const tally: Tally = {
    ...{
      rows: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      duplicates: 0,
      consents: 0,
      saidNo: 0,
      enrolled: 0,
      notEnrolled: 0,
    },
    notes: {},
  }
  const seen = new Set<string>()
  let waiting: Accepted[] = []
  for await (const row of job.table.rows) {
    tally.rows++
    job.progress.step()
    const mapped = row.broken ? { reason: row.broken } : rowToLead(job.targets, row.cells, job.system)
    if ('reason' in mapped) {
      job.rejects.add(row.line, mapped.reason, row.cells)
      continue
    }
    for (const note of mapped.notes) tally.notes[note] = (tally.notes[note] ?? 0) + 1
    const key = mapped.lead.email ?? mapped.lead.phone ?? mapped.lead.externalId?.id ?? ''
    if (seen.has(key)) {
      tally.duplicates++
      continue
    }
    seen.add(key)
    waiting.push({ ...mapped, line: row.line, cells: row.cells })
    if (waiting.length === AT_ONCE * 4) {
      await sendAll(job, waiting, tally)
      waiting = []
    }
  }
  await sendAll(job, waiting, tally)
  return tally
}

interface Accepted {
  lead: ImportedLead
  consentAt: string | null
  line: number
  cells: string[]
}

async function sendAll(job: ImportJob, rows: Accepted[], tally: Tally): Promise<void> {
  const api = job.api
  if (!api) return
  const queue = rows.values()
  const work = async () => {
    for (const row of queue) await sendOne(job, api, row, tally)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function sendOne(job: ImportJob, api: ApiClient, row: Accepted, tally: Tally): Promise<void> {
  const before = await existing(api, row.lead)
  const answer = await api.ask('POST', '/v1/leads', { ...row.lead, source: job.ground?.source ?? 'import' })
  if (answer.status >= 400) {
    // A refusal of this row is its reject; one of the whole import (no key, no release) ends it.
    if (answer.status !== 400 && answer.status !== 409 && answer.status !== 422) throw refusal(answer)
    const { message, details } = refusal(answer)
    job.rejects.add(row.line, [message, ...details].join(' '), row.cells)
    return
  }
  const { id, updatedAt } = page.parse(answer.body)
  if (answer.status === 201) tally.created++
  else if (before === updatedAt) tally.unchanged++
  else tally.updated++
  if (job.ground) await agree(job.ground, api, { id, page: answer.body, consentAt: row.consentAt }, tally)
  if (job.enrol) await enrolOne(job.enrol, api, id, tally)
}

/** When the lead was last changed, so that a second import can say that it changed nothing; null for a new one. */
async function existing(api: ApiClient, lead: ImportedLead): Promise<string | null> {
  if (!lead.email) return null
  const found = await api.must('GET', `/v1/leads?email=${encodeURIComponent(lead.email)}`)
  return z.object({ leads: z.array(page) }).parse(found).leads[0]?.updatedAt ?? null
}

async function agree(
  ground: Ground,
  api: ApiClient,
  lead: { id: string; page: unknown; consentAt: string | null },
  tally: Tally,
): Promise<void> {
  const verdict = judge(ground, lead.page)
  if (verdict === 'said no') tally.saidNo++
  if (verdict !== 'add') return
  const own = lead.consentAt ? instantOf(lead.consentAt) : null
  const at = own ?? ground.at
  const { purpose, topic, source, text } = ground
  const props = { purpose, ...(topic && { topic }), source, text }
  await api.must('POST', '/v1/facts', {
    facts: [{ type: 'consent.given', lead: { id: lead.id }, ...(at && { at }), props }],
  })
  tally.consents++
}

async function enrolOne(sequence: string, api: ApiClient, id: string, tally: Tally): Promise<void> {
  const answer = await api.ask('POST', '/v1/journeys', { sequence, lead: { id } })
  if (answer.status < 400) tally.enrolled++
  else if (answer.status === 409 || answer.status === 422) tally.notEnrolled++
  else throw refusal(answer)
}
