/** Messages as the world sends them about a mail of ours; shapes of RFC 3464, RFC 5965, RFC 3834 and RFC 5322. */

export interface Bounce {
  /** The address it comes to: our envelope sender. */
  to: string
  reader: string | null
  status: string
  said?: string
  action?: 'failed' | 'delayed'
  /** Of the mail that came back; absent: nothing of it came back. */
  messageId?: string
  /** Makes it another message. */
  nonce?: string
}

let n = 0
const lines = (...all: string[]) => all.join('\r\n')

export function bounce({
  to,
  reader,
  status,
  said = '',
  action = 'failed',
  messageId,
  nonce,
}: Bounce): string {
  const recipient = reader ?? 'redacted'
  const returned = messageId
    ? ['--r', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, 'Subject: ours', '']
    : []
  return lines(
    'Return-Path: <>',
    `Delivered-To: ${to}`,
    `Received: from mx.client.example by mx.works.example with ESMTP id ${nonce ?? ++n}`,
    'From: Mail Delivery System <MAILER-DAEMON@mx.client.example>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=r',
    '',
    '--r',
    'Content-Type: text/plain',
    '',
    'This is the mail system at host mx.client.example.',
    '',
    '--r',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.client.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${said || `550 ${status} said so`}`,
    '',
    ...returned,
    '--r--',
    '',
  )
}

export function complaint({
  to,
  reader,
  type = 'abuse',
  messageId,
}: {
  to: string
  reader: string | null
  type?: string
  messageId?: string
}): string {
  return lines(
    `Delivered-To: ${to}`,
    `Received: from fbl.client.example by mx.works.example with ESMTP id ${++n}`,
    'From: <feedback@client.example>',
    `To: ${to}`,
    'Subject: complaint',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=r',
    '',
    '--r',
    'Content-Type: text/plain',
    '',
    'A complaint.',
    '',
    '--r',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: fbl/1',
    'Version: 1',
    ...(reader === null ? [] : [`Original-Rcpt-To: ${reader}`]),
    '',
    '--r',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${messageId ?? '<none@client.example>'}`,
    'Subject: ours',
    '',
    'Hi',
    '--r--',
    '',
  )
}

export function answer({
  from,
  to,
  messageId,
  text = 'Yes, call me tomorrow.',
  headers = [],
}: {
  from: string
  to: string
  messageId?: string
  text?: string
  headers?: string[]
}): string {
  return lines(
    `Return-Path: <${from}>`,
    `Delivered-To: ${to}`,
    `Received: from client.example by mx.works.example with ESMTP id ${++n}`,
    `From: Anna Berg <${from}>`,
    `To: ${to}`,
    'Subject: Re: Hello',
    `Message-ID: <answer${n}@client.example>`,
    ...(messageId ? [`In-Reply-To: ${messageId}`, `References: ${messageId}`] : []),
    ...headers,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  )
}
