import { Webhook } from 'standardwebhooks'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { projectFolder } from '../../cli/project-folder.ts'
import { drainLane } from '../../mail/drain.ts'
import { signToken } from '../../mail/tokens.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { instant } from '../../store/database.ts'
import { hookSecret } from '../../core/hook-secret.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { addPromise } from '../../store/handoffs/promises.ts'
import { planNext } from '../../store/handoffs/next-step.ts'
import { askCall } from '../../store/calls/ask.ts'
import { hearCall } from '../../store/calls/event.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { createDealer } from '../../store/dealers/dealers.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { takeIncoming } from '../../store/incoming/take-incoming.ts'
import { createSeller } from '../../store/sellers.ts'
import { sendDigests } from '../../store/digest/send.ts'
import { afterwards } from '../harness/afterwards.ts'
import { testMail } from '../harness/mail.ts'
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts'
import { multipart } from './multipart.ts'

/** How the lead is handed over; the same once more is a repeat. */
export const HAND_OVER = {
  mode: 'offer',
  terms: {
    alone: '2 hours',
    times: 1,
    group: { size: 2, for: '5 hours' },
    then: 'house',
    talkSeconds: 75,
  },
}

export const HIS = 'zachary@quillworks.example'
/** Words that lead to him, each told to the system in another way. */
export const WORDS = {
  address: 'zachary@quillworks',
  another: 'zq@private-quill',
  name: 'Quillfeather',
  phone: '79461234',
  company: 'Quillworks',
  title: 'Master of quills',
  town: 'Quilltown',
  browser: 'browser-quill',
  crm: 'CRM-QUILL-77',
  tender: 'swordfish',
  file: 'quill-drawing',
  answer: 'marmalade',
  hook: 'pineapple',
  company_fact: 'asked for by Zachary Quillfeather',
  consent: 'said yes on the stairs',
  note: 'likes cinnamon',
  step: 'bring nutmeg',
  promise: 'a discount of paprika',
  decline: 'knows him from saffron',
  suppression: 'turmeric',
}

const DAY = 24 * 3_600_000

/** A mailbox for what this API sends, and how to send what is due. */
export async function mailOf({ store, deps }: ApiUnderTest) {
  const mail = await testMail()
  const transport = smtpTransport(mail.url, { connections: 1 })
  afterwards(() => transport.close())
  const config = { publicUrl: deps.publicUrl, secret: deps.secret }
  return { mail, drain: () => drainLane({ store, transport, config }, 'default') }
}

/** The API with the example marketing, and one lead who lived through everything that the product does with leads. */
export async function wholeLife() {
  const { marketing } = await loadMarketing(projectFolder)
  if (!marketing) throw new Error('the example marketing has faults')
  const { newsletter, tender } = marketing.forms
  if (!newsletter || !tender) throw new Error('the examples lack a form')
  const api = await apiUnderTest({
    ...marketing,
    forms: { ...marketing.forms, newsletter: { ...newsletter, doubleOptIn: true } },
  })
  const { store, deps } = api
  const { mail, drain } = await mailOf(api)
  const must = async (method: 'GET' | 'POST', url: string, payload?: object, headers = {}) => {
    const reply = await api.ask({ method, url, headers, ...(payload && { payload }) })
    if (reply.statusCode >= 400) throw new Error(`${url}: ${reply.body}`)
    return reply.body === '' ? null : reply.json()
  }
  const form = (url: string, values: Record<string, string> = {}) =>
    api.app.inject({
      method: 'POST',
      url,
      payload: new URLSearchParams(values).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })

  // People of the house and of dealers.
  const { id: anna } = await createSeller(store, { email: 'anna@works.example', name: 'Anna', zone: 'UTC' })
  await createSeller(store, { email: 'petra@works.example', name: 'Petra', zone: 'UTC', head: anna })
  const dealers = []
  for (const [n, name] of ['Alpha', 'Beta'].entries()) {
    const { id } = await createDealer(store, { name, figures: { sales: 5 - n } })
    const person = await createSeller(store, {
      email: `p@${name.toLowerCase()}.example`,
      name: `${name} person`,
      zone: 'UTC',
      dealer: id,
      phone: '+442079460000',
    })
    dealers.push({ id, person: person.id })
  }

  // He comes: by another system, with a second address, by forms with a file and with a confirmed consent.
  const { id: lead } = await must(
    'POST',
    '/v1/leads',
    {
      email: HIS,
      phone: '+442079461234',
      name: 'Zachary Quillfeather',
      title: WORDS.title,
      city: WORDS.town,
      country: 'GB',
      lang: 'en',
      zone: 'Europe/London',
      clientId: WORDS.browser,
      externalId: { system: 'crm', id: WORDS.crm },
      fields: { industry: 'quills' },
      account: { domain: 'quillworks.example', name: 'Quillworks Ltd' },
      source: 'fair, stand of Quillworks',
      consents: [
        { purpose: 'marketing', source: WORDS.consent, text: 'Zachary Quillfeather says yes', version: 'v1' },
        { purpose: 'dealers', source: 'https://fair.example/zachary', text: 'Dealers may call me' },
      ],
    },
    { 'idempotency-key': 'first-quill' },
  )
  await must('POST', '/v1/leads', {
    email: 'zq@private-quill.example',
    externalId: { system: 'crm', id: WORDS.crm },
  })
  const body = multipart(
    {
      name: 'Zachary Quillfeather',
      email: HIS,
      phone: '+44 20 7946 1234',
      company: 'Quillworks Ltd',
      interest: 'saws',
      deadline: '2026-05-01',
      message: `It must cut ${WORDS.tender}. Call me, Zachary Quillfeather, on 020 7946 1234.`,
      consent_data: '2026-01',
      consent_marketing: '2026-01',
      _lang: 'en',
      _key: 'one',
    },
    { specification: { name: `${WORDS.file}.pdf`, bytes: Buffer.from('%PDF-1.7 drawn by Zachary') } },
  )
  const sent = await api.app.inject({ method: 'POST', url: '/f/tender', ...body })
  if (sent.statusCode !== 200) throw new Error(sent.body)
  await form('/f/newsletter', {
    ...{ name: 'Zachary Quillfeather', email: HIS, _lang: 'en', _key: 'two' },
    ...{ consent_data: '2026-01', consent_marketing: '2026-01' },
  })
  await drain()
  const asked = mail.received.map((one) => one.mail.html ?? '').find((html) => html.includes('/m/a/')) ?? ''
  const [, link] = /href="http:\/\/kindling\.test(\/m\/a\/[^"]+)"/.exec(asked) ?? []
  if (!link) throw new Error('no mail asks for confirmation')
  store.clock.advance(60_000)
  await form(link)

  // What others say of him.
  const hook = async (id: string, told: object) => {
    const at = new Date(performance.timeOrigin + performance.now())
    const payload = JSON.stringify(told)
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(hookSecret(deps.secret, 'crm')).sign(id, at, payload),
    }
    const reply = await api.app.inject({ method: 'POST', url: '/hooks/crm', payload, headers })
    if (reply.statusCode !== 202) throw new Error(reply.body)
  }
  await hook('h1', {
    type: 'page.viewed',
    data: { lead: { clientId: WORDS.browser }, props: { page: `/${WORDS.hook}` } },
  })
  await hook('h2', {
    type: 'deal.delivered',
    data: {
      account: { domain: 'quillworks.example' },
      props: { deal: 'D-9', contact: HIS, remark: WORDS.company_fact, value: 12 },
    },
  })
  await must('POST', '/v1/facts', {
    facts: [
      { type: 'deal.won', key: `crm ${HIS} 1`, lead: { email: HIS }, props: { deal: 'D-9', value: 5 } },
      { type: 'call.ended', lead: { email: HIS }, props: { seconds: 90, outcome: 'Quillfeather talked' } },
    ],
  })

  // Mail: he opens, clicks, answers, chooses.
  store.clock.advance(DAY)
  await drain()
  const message = await store.db
    .selectFrom('messages')
    .selectAll()
    .where('lead_id', '=', lead)
    .where('seller_id', 'is', null)
    .where('status', '=', 'sent')
    .orderBy('queued_at')
    .executeTakeFirstOrThrow()
  const headers = {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  }
  await api.app.inject({ url: `/m/o/${signToken(deps.secret, 'open', [message.key])}.gif`, headers })
  await api.app.inject({ url: `/m/c/${signToken(deps.secret, 'click', [message.key, 0])}`, headers })
  store.clock.advance(120_000)
  await drainAlarms(store, { until: Number.POSITIVE_INFINITY, beat: () => undefined })
  await takeIncoming(
    store,
    {
      kind: 'reply',
      recipients: [],
      mailId: message.message_id?.slice(1, 33) ?? null,
      proof: 'message-id',
      messageIds: message.message_id ? [message.message_id] : [],
      from: HIS,
      subject: 'Re: your mail',
      text: `I would rather have ${WORDS.answer}. Zachary`,
    },
    { source: 'mail', id: 'reply-1' },
  )
  await form(`/m/p/${signToken(deps.secret, 'preferences', [lead, message.key])}`, {
    what: 'save',
    fewer: 'yes',
    shownFewer: 'no',
  })

  return { api, lead, dealers, anna, must, drain, mail, store, deps, marketing }
}

type Life = Awaited<ReturnType<typeof wholeLife>>

/** And his way through sales: offered to two dealers, called, taken, passed, promised to, given back; then sold in an auction. */
export async function throughSales({ store, lead, dealers, must, api, drain }: Life) {
  // What his own sequences gave to sales meanwhile is out of the way.
  const nothingOpen = () =>
    store.db
      .updateTable('handoffs')
      .set({ state: 'closed', outcome: 'lost', closed_at: instant(store.clock.read()) })
      .where('lead_id', '=', lead)
      .where('state', '<>', 'closed')
      .execute()
  await nothingOpen()
  const first = await must(
    'POST',
    '/v1/handoffs',
    {
      lead,
      ...HAND_OVER,
    },
    { 'idempotency-key': 'hand-over' },
  )
  await handoffTurn(store, first.id)
  // Whoever has more stars comes first.
  const asked = await store.db
    .selectFrom('offers')
    .select('seller_id')
    .where('handoff_id', '=', first.id)
    .execute()
  const alpha = dealers.find(({ person }) => person === asked[0]?.seller_id)
  const beta = dealers.find(({ person }) => person !== asked[0]?.seller_id)
  if (!alpha || !beta) throw new Error('two dealers are needed')
  const offerOf = async (handoff: string, person: string) =>
    (
      await store.db
        .selectFrom('offers')
        .select('id')
        .where('handoff_id', '=', handoff)
        .where('seller_id', '=', person)
        .executeTakeFirstOrThrow()
    ).id
  await must('POST', `/v1/offers/${await offerOf(first.id, alpha.person)}/decline`, { reason: WORDS.decline })
  await handoffTurn(store, first.id)
  const exchange = { name: 'simulator', connect: async () => ({ providerCall: 'call-quill' }) }
  const { call } = await askCall(store, exchange, await offerOf(first.id, beta.person), beta.person)
  await hearCall(store, 'simulator', { call, type: 'answered' })
  store.clock.advance(90_000)
  await hearCall(store, 'simulator', {
    call,
    type: 'ended',
    seconds: 90,
    recording: 'https://calls.example/quillfeather.ogg',
  })
  const by = { sellerId: beta.person }
  await addPromise(store, first.id, { text: WORDS.promise }, by)
  await planNext(store, first.id, { at: store.clock.read() + DAY, step: WORDS.step }, by)
  await dispose(store, first.id, { outcome: 'later', reason: 'still comparing', note: WORDS.note }, by)
  await drain()

  await nothingOpen()
  const second = await must('POST', '/v1/handoffs', {
    lead,
    mode: 'auction',
    terms: {
      floor: { amount: 10_000, currency: 'GBP' },
      step: 500,
      for: '1 day',
      callWithin: '4 hours',
      unsold: 'house',
    },
  })
  await handoffTurn(store, second.id)
  const offer = await offerOf(second.id, alpha.person)
  await placeBid(store, offer, alpha.person, { amount: 12_000, currency: 'GBP' })
  store.clock.advance(DAY)
  await handoffTurn(store, second.id)
  await must('POST', '/v1/suppressions', { email: HIS, topic: 'events', reason: WORDS.suppression })
  await sendDigests(store)
  await drain()
  await api.ask({ url: `/v1/offers/${offer}` })
  return { first: first.id as string, second: second.id as string, offer }
}
