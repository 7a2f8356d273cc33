/** What SES writes into SNS, in the shapes of its documents, with data of our own. */

interface About {
  /** Our own, as it was given; SES puts another on the mail. */
  messageId: string
  source?: string
  reader?: string
  /** Whether the original headers are included, which notifications need a setting for. */
  headers?: boolean
}

/** https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object */
const mail = ({
  messageId,
  source = 'news@works.example',
  reader = 'reader@client.example',
  headers = true,
}: About) => ({
  timestamp: '2026-03-02T09:00:00.000Z',
  source,
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/works.example',
  sourceIp: '192.0.2.10',
  sendingAccountId: '123456789012',
  messageId: '0102018f00000000-00000000-0000-4000-8000-000000000000-000000',
  destination: [reader],
  ...(headers && {
    headersTruncated: false,
    headers: [
      { name: 'From', value: 'Works <news@works.example>' },
      { name: 'To', value: reader },
      { name: 'Subject', value: 'Saws' },
      { name: 'Message-ID', value: messageId },
    ],
    commonHeaders: { from: ['Works <news@works.example>'], to: [reader], messageId, subject: 'Saws' },
  }),
})

const FEEDBACK = '0102018f11111111-11111111-1111-4111-8111-111111111111-000000'

/** …/notification-contents.html#bounce-object; `as`: published events call the first field otherwise (event-publishing-retrieving-sns-examples.html) */
export const sesBounce = (
  about: About,
  {
    type = 'Permanent',
    subType = 'General',
    status = '5.1.1' as string | null,
    said = 'smtp; 550 5.1.1 user unknown' as string | null,
    as = 'notificationType',
  } = {},
) => ({
  [as]: 'Bounce',
  bounce: {
    bounceType: type,
    bounceSubType: subType,
    bouncedRecipients: [
      {
        emailAddress: about.reader ?? 'reader@client.example',
        action: 'failed',
        ...(status !== null && { status }),
        ...(said !== null && { diagnosticCode: said }),
      },
    ],
    timestamp: '2026-03-02T09:00:07.000Z',
    feedbackId: FEEDBACK,
    reportingMTA: 'dns; a4-10.smtp-out.eu-west-1.amazonses.com',
    remoteMtaIp: '192.0.2.20',
  },
  mail: mail(about),
})

/** …/notification-contents.html#complaint-object */
export const sesComplaint = (about: About, { type = 'abuse' as string | null } = {}) => ({
  notificationType: 'Complaint',
  complaint: {
    complainedRecipients: [{ emailAddress: about.reader ?? 'reader@client.example' }],
    timestamp: '2026-03-02T12:00:00.000Z',
    feedbackId: FEEDBACK,
    complaintSubType: null,
    userAgent: 'Feedback Loop',
    ...(type !== null && { complaintFeedbackType: type }),
    arrivalDate: '2026-03-02T09:00:09.000Z',
  },
  mail: mail(about),
})

/** …/notification-contents.html#delivery-object */
export const sesDelivery = (about: About) => ({
  notificationType: 'Delivery',
  mail: mail(about),
  delivery: {
    timestamp: '2026-03-02T09:00:02.000Z',
    processingTimeMillis: 546,
    recipients: [about.reader ?? 'reader@client.example'],
    smtpResponse: '250 ok',
    reportingMTA: 'a4-10.smtp-out.eu-west-1.amazonses.com',
    remoteMtaIp: '192.0.2.20',
  },
})

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html, DeliveryDelay */
export const sesDelay = (about: About) => ({
  eventType: 'DeliveryDelay',
  mail: mail(about),
  deliveryDelay: {
    timestamp: '2026-03-02T09:30:00.000Z',
    delayType: 'TransientCommunicationFailure',
    expirationTime: '2026-03-02T21:00:00.000Z',
    delayedRecipients: [
      {
        emailAddress: about.reader ?? 'reader@client.example',
        status: '4.4.1',
        diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host',
      },
    ],
  },
})
