// Made from the examples in core/language: `DOCS=write npx vitest run test/docs`.
import {
  after,
  all,
  any,
  anyone,
  around,
  atLeast,
  atMost,
  audience,
  becomes,
  before,
  branch,
  clicked,
  did,
  done,
  end,
  enrol,
  entry,
  fact,
  fit,
  handOff,
  headOf,
  heat,
  inSegment,
  item,
  mainContact,
  next,
  not,
  on,
  otherwise,
  overdue,
  owner,
  people,
  record,
  ref,
  repeat,
  replied,
  segment,
  send,
  sequence,
  set,
  split,
  submitted,
  task,
  track,
  wait,
  when,
  yearly,
} from 'kindling'
import { account, lead } from '../../../marketing/fields.ts'
import { contract, enquiry, event } from '../../../marketing/things.ts'

/** Every example of the language by its word. */
export const examples: { word: string; value: () => object }[] = [
  {
    word: 'sequence',
    value: () =>
      sequence('hello', { enter: on(submitted('newsletter')), topic: 'know-how' }, [
        send('welcome/question'),
        wait('5 days', { until: clicked(), else: [send('welcome/again')] }),
      ]),
  },
  {
    word: 'fact',
    value: () =>
      on(fact('company.changed', { kind: ['new management', 'fast growth'] }), { who: mainContact() }),
  },
  { word: 'submitted', value: () => on(submitted('tender'), { per: 'enquiry' }) },
  {
    word: 'on',
    value: () => ({ enter: on([submitted('newsletter'), fact('event.attended')], { again: '180 days' }) }),
  },
  {
    word: 'on',
    value: () => ({
      enter: on(before(contract.endsAt, '60 days'), { per: 'contract', who: contract.contact }),
    }),
  },
  { word: 'next', value: () => send(next('know-how')) },
  { word: 'send', value: () => send('tender/received') },
  { word: 'send', value: () => send('alert/no-proposal', { to: headOf(owner()) }) },
  {
    word: 'wait',
    value: () => wait('3 days', { until: did('document.opened'), else: [send('document/reminder')] }),
  },
  { word: 'wait', value: () => wait('tue 10:00') },
  { word: 'wait', value: () => wait(before(enquiry.deadline, '3 days')) },
  {
    word: 'around',
    value: () =>
      around(event.startsAt, { '-1 day': [send('event/tomorrow')], '-1 hour': [send('event/link')] }),
  },
  { word: 'repeat', value: () => repeat({ every: '1 month', times: 6 }, [send(next('know-how'))]) },
  {
    word: 'when',
    value: () =>
      when(not(did('proposal.read')), [task('ask-it-arrived', { to: owner(), due: '4 workhours' })]),
  },
  {
    word: 'otherwise',
    value: () =>
      branch(
        when(lead.interest.has('saws'), [send('saws/case')]),
        otherwise([send('document/which-interest')]),
      ),
  },
  {
    word: 'branch',
    value: () =>
      branch(
        when(lead.role.is('decider'), [send('play/money')]),
        when(lead.role.is('user'), [send('play/daily-work')]),
      ),
  },
  { word: 'split', value: () => split('opening', { question: [send('welcome/question')], nothing: [] }) },
  {
    word: 'task',
    value: () =>
      task('ask-decision', { to: owner(), due: '2 workdays', note: 'Two weeks since they read it' }),
  },
  { word: 'set', value: () => set(account.stage, 'at risk') },
  { word: 'enrol', value: () => enrol('back-to-nurture') },
  { word: 'handOff', value: () => handOff('tenders', { firstContact: '2 workhours' }) },
  { word: 'record', value: () => record('warming.started', { by: owner() }) },
  { word: 'end', value: () => wait('2 weeks', { until: clicked(), then: [end('talking')] }) },
  { word: 'did', value: () => did('event.attended', { where: { minutes: atLeast(40) } }) },
  { word: 'did', value: () => not(did('page.viewed', { within: '30 days' })) },
  { word: 'clicked', value: () => wait('5 days', { until: clicked('welcome/offer') }) },
  { word: 'replied', value: () => wait('2 weeks', { until: replied(), then: [end('talking')] }) },
  {
    word: 'done',
    value: () => wait('2 weeks', { until: done('tenders', 'lost'), then: [end('sales has closed it')] }),
  },
  { word: 'heat', value: () => ({ goal: when(heat.atLeast(70), [handOff('sales')]) }) },
  {
    word: 'fit',
    value: () => when(fit.atLeast(20), [task('look-closer', { to: owner(), due: '2 workdays' })]),
  },
  { word: 'inSegment', value: () => on(becomes(inSegment('silent-clients'))) },
  {
    word: 'overdue',
    value: () =>
      on(becomes(overdue('order.placed', { by: 1.5, fallback: '180 days' })), { who: mainContact() }),
  },
  {
    word: 'anyone',
    value: () => ({ stop: [when(anyone(did('call.requested')), [end('a colleague asked for a call')])] }),
  },
  { word: 'all', value: () => all(did('proposal.sent'), not(did('proposal.read'))) },
  { word: 'any', value: () => any(did('deal.lost'), did('enquiry.withdrawn')) },
  { word: 'not', value: () => when(not(lead.stage.known()), [set(lead.stage, 'potential')]) },
  { word: 'becomes', value: () => on(becomes(heat.atLeast(70)), { again: '90 days' }) },
  { word: 'ref', value: () => ({ role: ref<'user' | 'decider'>('lead.role') }) },
  {
    word: 'ref',
    value: () =>
      ref<'metal' | 'timber'>('lead.industry', { public: true, label: { en: 'Industry', ru: 'Отрасль' } }),
  },
  { word: 'entry', value: () => wait(entry<Date>('notBefore')) },
  { word: 'before', value: () => wait(before(enquiry.deadline, '3 days')) },
  { word: 'after', value: () => wait(after(event.endsAt, '1 day')) },
  {
    word: 'yearly',
    value: () => ({ enter: on(yearly(contract.endsAt), { per: 'contract', who: contract.contact }) }),
  },
  { word: 'atLeast', value: () => did('event.attended', { where: { minutes: atLeast(40) } }) },
  { word: 'atMost', value: () => did('review.submitted', { where: { stars: atMost(3) } }) },
  { word: 'owner', value: () => task('call', { to: owner(), due: '3 workdays' }) },
  { word: 'headOf', value: () => send('alert/no-proposal', { to: headOf(owner()) }) },
  {
    word: 'mainContact',
    value: () => on(becomes(overdue('order.placed', { by: 1.5 })), { who: mainContact() }),
  },
  {
    word: 'people',
    value: () => on(fact('company.changed'), { who: people({ role: ['decider', 'user'] }) }),
  },
  { word: 'item', value: () => item('saws/blade-life', { for: lead.interest.has('saws') }) },
  { word: 'track', value: () => track('know-how', [item('any/reading-a-specification')]) },
  { word: 'segment', value: () => segment('readers', did('document.opened', { within: '90 days' })) },
  { word: 'audience', value: () => ({ during: [audience('being-warmed')] }) },
]
