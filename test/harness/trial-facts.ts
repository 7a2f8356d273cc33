/** Facts that only tests know, so that they do not hang on what the example marketing declares. */
declare module 'kindling' {
  interface Facts {
    'trial.enquiry-withdrawn': { enquiry: string }
    'trial.call-requested': { by: string }
    'trial.case-opened': { case: string }
    'trial.review-submitted': { stars: number }
    'trial.complaint-opened': { case: string }
    'trial.document-opened': { document: string }
    'trial.survey-answered': { answer: string }
    'trial.deal-delivered': { deal: string }
    'trial.deal-won': { deal: string }
    'trial.deal-lost': { deal: string }
    'trial.event-missed': { event: string }
    'trial.event-attended': { event: string }
    'trial.contract-signed': { contract: string; contact: string }
  }
}

export {}
