/** Whose rows become the other record's, as they are. */
export const MOVED = [
  'lead_keys',
  'consents',
  'consent_asks',
  'facts',
  'unapplied',
  'untold_replies',
  'score_lines',
  'journal',
  'visits',
  'files',
  'things',
  'audience_members',
  'journeys',
  'messages',
  'handoffs',
  'calls',
  'promises',
  'tasks',
  'task_joins',
] as const

/** What goes with the record: it is reckoned anew for the other, or spoke of this one alone. */
export const GONE: readonly string[] = ['alarms', 'rests']
