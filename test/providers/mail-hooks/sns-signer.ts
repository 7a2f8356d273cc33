import { createSign, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** DER (ITU-T X.690): a tag, a length, what is in it. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}
const SEQUENCE = 0x30
// sha256WithRSAEncryption, 1.2.840.113549.1.1.11
const ALGORITHM = der(SEQUENCE, Buffer.from('06092a864886f70d01010b0500', 'hex'))
const named = (name: string) =>
  der(SEQUENCE, der(0x31, der(SEQUENCE, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(name)))))
const time = (iso: string) => der(0x18, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`))

/** A certificate of its own making (RFC 5280), because node can read them and not write them. */
function certificate(
  publicKey: KeyObject,
  privateKey: KeyObject,
  [from, to]: readonly [string, string],
): string {
  const name = named('sns.amazonaws.com')
  const content = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ALGORITHM,
    name,
    der(SEQUENCE, time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', content, privateKey)
  const whole = der(SEQUENCE, content, ALGORITHM, der(0x03, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:mail'
export const CERTIFICATE_URL =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem'

let n = 0

/** Somebody who signs as SNS does, and his certificate. */
export function snsSigner(
  validity: readonly [string, string] = ['2020-01-01T00:00:00', '2099-01-01T00:00:00'],
) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = certificate(publicKey, privateKey, validity)
  /** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
  const signed = <T extends Record<string, string>>(
    fields: T,
    names: string[],
    { version = '2', url = CERTIFICATE_URL } = {},
  ) => {
    const text = names
      .flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`]))
      .join('')
    const signature = createSign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1')
      .update(text)
      .sign(privateKey, 'base64')
    return { ...fields, SignatureVersion: version, Signature: signature, SigningCertURL: url }
  }
  const common = (topic: string, id: string) => ({
    MessageId: id,
    TopicArn: topic,
    Timestamp: '2026-03-02T09:00:08.000Z',
  })
  return {
    pem,
    /** https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html */
    notification(
      message: unknown,
      {
        topic = TOPIC,
        id = `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`,
        subject = '',
        ...how
      } = {} as {
        topic?: string
        id?: string
        subject?: string
        version?: string
        url?: string
      },
    ) {
      const fields = {
        Type: 'Notification',
        ...common(topic, id),
        ...(subject && { Subject: subject }),
        Message: typeof message === 'string' ? message : JSON.stringify(message),
      }
      return {
        ...signed(fields, ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'], how),
        UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
      }
    },
    /** https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html */
    confirmation({
      subscribe = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t',
      topic = TOPIC,
    } = {}) {
      const fields = {
        Type: 'SubscriptionConfirmation',
        ...common(topic, `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`),
        Token: 't'.repeat(64),
        Message: `You have chosen to subscribe to the topic ${topic}.`,
        SubscribeURL: subscribe,
      }
      return signed(fields, [
        'Message',
        'MessageId',
        'SubscribeURL',
        'Timestamp',
        'Token',
        'TopicArn',
        'Type',
      ])
    },
  }
}
