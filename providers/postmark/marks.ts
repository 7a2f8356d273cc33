/** The name of the metadata by which our mail is known: Postmark's webhooks name none of its Message-IDs. */
export const METADATA = 'kindling'

/**
 * Header fields by which Postmark gives a mail back to us, and leaves it its Message-ID so that answers name it. It takes them off
 * before it sends the mail on. https://postmarkapp.com/support/article/1125-custom-metadata-faq
 */
export const postmarkMarks = (mailId: string): [name: string, value: string][] => [
  [`X-PM-Metadata-${METADATA}`, mailId],
  ['X-PM-KeepID', 'true'],
]

/** Whether mail goes out by Postmark. */
export const isPostmark = (smtpUrl: string): boolean =>
  /(?:^|\.)postmarkapp\.com$/i.test(new URL(smtpUrl).hostname)
