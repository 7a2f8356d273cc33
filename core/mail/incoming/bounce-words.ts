/** Words with which mail programs say that a mail was not delivered, where they give no report that programs read. */
export const FAILED = new RegExp(
  [
    // qmail, Exim, Postfix, Sendmail
    "wasn't able to deliver your message",
    'could not be delivered to (?:one or more|all)',
    'could not\\s+be delivered',
    'following address(?:\\(es\\)|es)? (?:failed|had (?:permanent )?(?:fatal|delivery) errors)',
    'had permanent fatal errors',
    // Exchange and Microsoft 365
    'did not reach (?:some or all of )?the (?:following|intended) recipient',
    'delivery has failed to these recipients',
    "couldn't be delivered",
    'recipient\\(s\\) (?:could not|cannot) be reached',
    // Gmail, Yahoo, Amazon, Domino and others
    "wasn't delivered to",
    'delivery to the following recipients? (?:has |have )?failed',
    'message (?:not delivered|blocked|undeliverable)',
    'unable to deliver (?:your|the) message',
    'error occurred while trying to deliver the mail',
    'was not delivered to',
    'delivery (?:failed|failure|has failed)',
    'undeliverable (?:to|mail|message)',
    'permanent error|permanently failed|failed permanently|giving up',
    // Russian, German, French, Spanish, Italian
    'не может быть доставлено|не (?:было |удалось )?доставлен|не удалось доставить|недоставлен',
    'konnte nicht (?:an .{0,80} )?zugestellt|nicht zustellbar|unzustellbar',
    "n'a (?:pas )?pu être (?:délivré|remis|distribué)|non remis|échec de la remise",
    'no se (?:ha podido|pudo) entregar|no se ha entregado',
    'impossibile (?:recapitare|consegnare)|mancato recapito|non è stato (?:recapitato|consegnato)',
  ].join('|'),
  'i',
)

/** Words that it is merely late. */
export const DELAYED = new RegExp(
  [
    'has not yet been delivered',
    'delivery (?:is |has been )?(?:delayed|incomplete)',
    'delivery status notification \\(delay',
    'message .{0,40}delayed \\d+ (?:hours|minutes)',
    "(?:will|we'll) (?:be retried|retry|keep trying|continue to try|try again)",
    'do not need to resend',
    'could not send message for past',
    'temporary problem delivering',
    'попыт\\S+ (?:доставки |доставить )?(?:\\S+ )?(?:будут|будет) (?:продолж|повтор)',
    'доставка .{0,40}(?:задерж|отложен)',
    'zustellung .{0,40}verzögert',
  ].join('|'),
  'i',
)

/** Words that rule out that it is merely late. */
export const FINAL =
  /permanent(?:ly)?\b|giv(?:en|ing) up|no longer be retried|\(failure\)|retry time(?:out)? exceeded/i

/** Subjects of bounces, for those whose text says it in no way we know. */
export const SUBJECT =
  /undeliver|returned mail|delivery (?:status notification|failure|failed)|failure notice|mail delivery (?:failed|system)|mail system error|non remis|не ?доставлен|unzustellbar|no entregado|mancato recapito/i

/** Where the copy of our mail begins. What stands below it are our own words. */
export const COPY =
  /^[ \t]*(?:-{2,}[ \t]*(?:below this line is (?:a copy|the original)|this is a copy of|original message|returned message|the (?:body|header) of the (?:original )?message|message header|included is|копия|исходное|ursprüngliche)|original message (?:headers|header|follows)|исходное (?:письмо|сообщение)|заголовки (?:исходного|письма)|return-path: |received: )/im
