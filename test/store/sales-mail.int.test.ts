import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { readTemplates } from '../../cli/marketing/read-templates.ts'
import { claimMail } from '../../mail/claim.ts'
import { writeLetter } from '../../mail/letter.ts'
import { readToken } from '../../mail/tokens.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { scene, type Scene } from './sales-scene.ts'

const TEMPLATES = join(import.meta.dirname, '../../templates')
const base = { publicUrl: 'http://kindling.test', secret: 'a secret for tests' }

async function salesTemplates() {
  const { compiled } = await readTemplates(TEMPLATES, [])
  return compiled.filter((template) => template.name.startsWith('sales/'))
}

/** The mails that are due now, as they would leave. */
async function letters(s: Scene) {
  const { mails } = await claimMail(s.store, 'default')
  const now = s.store.clock.read()
  return Promise.all(
    mails.map(async (mail) => {
      const { bytes, to } = await writeLetter(s.store.db, mail, { base, now })
      const { subject, text, html } = await PostalMime.parse(bytes)
      return {
        template: mail.message.template,
        to,
        subject: subject ?? '',
        text: text ?? '',
        html: html ?? '',
      }
    }),
  )
}

test.each(['en', 'ru'])('a lead’s whole way is told by mail, in %s', async (lang) => {
  const s = await scene({ compiledTemplates: await salesTemplates() })
  const head = await s.seller('head', { weight: 0, lang })
  const anna = await s.seller('anna', { head: head.id, lang })
  const lead = await s.lead()
  await s.store.db.updateTable('leads').set({ lang }).where('id', '=', lead).execute()
  const { id } = await s.open(lead)
  await s.turn(id)
  const [offer] = await s.offers(id)

  const [made] = await letters(s)
  expect(made).toMatchObject({ template: 'sales/offer', to: 'anna@works.example' })
  expect(made?.text).toContain('Вера Ильина')
  expect(made?.html).not.toContain('zavod.example')
  expect(made?.html).not.toContain('+7999')
  const token = /http:\/\/kindling\.test\/o\/([\w.-]+)/.exec(made?.html ?? '')?.[1] ?? ''
  expect(readToken(base.secret, 'offer', token, s.store.clock.read())).toEqual({
    id: offer?.id,
    seller: anna.id,
  })

  await acceptOffer(s.store, offer?.id ?? '', anna.id)
  const accepted = await letters(s)
  const [taken, whoCalls] = ['sales/taken', 'sales/who-calls'].map((name) =>
    accepted.find((one) => one.template === name),
  )
  expect(taken?.to).toBe('anna@works.example')
  expect(taken?.text).toContain('+79990001122')
  expect(taken?.html).toContain('http://kindling.test/h/')
  expect(whoCalls?.to).toContain('@zavod.example')
  expect(whoCalls?.text).toContain('anna')

  s.hours(3)
  await s.turn(id)
  expect(await letters(s)).toMatchObject([{ template: 'sales/reminder', to: 'anna@works.example' }])
  s.hours(1)
  await s.turn(id)
  const [overdue] = await letters(s)
  expect(overdue).toMatchObject({ template: 'sales/overdue', to: 'head@works.example' })
  expect(overdue?.html).not.toContain('+7999')
})

test('rule 13: an answer goes on to the owner, quoted and with the contacts; an automatic one does not', async () => {
  const s = await scene({ compiledTemplates: await salesTemplates() })
  const anna = await s.seller('anna', { lang: 'ru' })
  const lead = await s.lead()
  const say = (props: Record<string, unknown>) =>
    acceptFacts(s.store, [{ type: 'email.replied', lead: { id: lead }, props }])
  await say({ text: 'before anybody owned it' })
  expect(await letters(s)).toEqual([])
  await s.store.db.updateTable('leads').set({ owner_id: anna.id }).where('id', '=', lead).execute()
  await say({ subject: 'Re: presses', text: 'Call me on <Thursday>', human: true })
  await say({ text: 'I am away until Monday', human: false })
  const told = await letters(s)
  expect(told).toMatchObject([{ template: 'sales/replied', to: 'anna@works.example' }])
  expect(told[0]?.text).toContain('Call me on <Thursday>')
  expect(told[0]?.html).toContain('&lt;Thursday&gt;')
  expect(told[0]?.text).toContain('+79990001122')
})

const notes = async (s: Scene, lead: string) => {
  const rows = await s.store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'note')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.data)
}

test('an answer that belongs to nobody goes to the head of all, and the story says so', async () => {
  const s = await scene({ compiledTemplates: await salesTemplates() })
  const head = await s.seller('head')
  const gone = await s.seller('anna', { head: head.id })
  const lead = await s.lead()
  await s.store.db.updateTable('leads').set({ owner_id: gone.id }).where('id', '=', lead).execute()
  await s.store.db.updateTable('sellers').set({ active: false }).where('id', '=', gone.id).execute()
  await acceptFacts(s.store, [
    { type: 'email.replied', lead: { id: lead }, props: { text: 'Is anybody there?' } },
  ])
  const told = await letters(s)
  expect(told).toMatchObject([{ template: 'sales/replied', to: 'head@works.example' }])
  expect(told[0]?.text).toContain('Is anybody there?')
  expect(await notes(s, lead)).toContainEqual({ what: 'answer goes on', to: 'head of all', seller: head.id })
})
