const END = '(?:\\s*[:：\\-–—([|!.,\\])】]|\\s+(?:re|aw|fwd?)\\s*[:：]|\\s*$)'
const SINCE_EN = '(?: (?:until|till|from) .*| \\d.*)?'
const SINCE_RU = '(?: (?:до|с|по) .*)?'
const LEAVE = '(?:annual|sick|parental|maternity|paternity)'
/** Openings of subjects that mail programs put there by themselves. */
const OPENINGS = new RegExp(
  `^\\s*[\\[(【]?(?:${[
    'auto(?:matic|matisk)?[- ]?(?:reply|response|answer)',
    'autoreply|autoresponse|autoresponder|auto',
    `(?:i am |i'm )?(?:currently )?out[- ]of[- ](?:the[- ])?office(?: (?:auto-?)?reply| message| notification)?${SINCE_EN}`,
    `(?:i am |i'm )?(?:currently )?on (?:${LEAVE} )?(?:vacation|holiday|leave)${SINCE_EN}|${LEAVE} leave${SINCE_EN}`,
    `(?:ooo|oof)${SINCE_EN}|vacation(?: auto-?reply| reply| response)?|away (?:from (?:my )?(?:mail|office|desk)|until .*)`,
    'автоответ(?:чик)?|автоматический ответ|автоматическое уведомление',
    `(?:я )?(?:сейчас )?(?:нахожусь )?(?:вне офиса|не в офисе|в (?:(?:ежегодном|очередном|декретном) )?отпуске|в командировке)${SINCE_RU}`,
    `(?:меня )?(?:сейчас )?нет (?:на (?:рабочем )?месте|в офисе)${SINCE_RU}|отсутствую(?: на (?:рабочем )?месте| в офисе)?${SINCE_RU}`,
    '(?:отпуск|командировка)(?: до .*| (?:с|по) \\d.*|(?=\\s*$))|уведомление об отсутствии|отсутствие на рабочем месте',
    'автоматична відповідь|автовідповідь|аўтаматычны адказ|автоматичен отговор|автоматты жауап',
    'automatische (?:antwort|e-?mail-?antwort)|abwesenheits(?:notiz|nachricht|meldung|agent)|abwesenheit(?: (?:bis|vom|ab) .*)?|(?:ich bin )?(?:nicht im büro|im urlaub|abwesend)(?: .*)?',
    "réponse automatique|message automatique|absence du bureau|(?:en )?congés?|absent(?:e)? du bureau|notification d'absence",
    'respuesta automática|fuera de (?:la )?oficina|ausencia',
    'risposta automatica|fuori (?:ufficio|sede)|assente',
    'resposta automática|fora do escritório|ausência',
    'automatisch antwoord|afwezig(?:heidsbericht)?',
    'autosvar|automatiskt? svar|frånvaro(?:meddelande)?|fravær|ikke til stede',
    'automaattinen vastaus|poissa',
    'odpowiedź automatyczna|autoodpowiedź|poza biurem|nieobecność',
    'automatická odpověď|automatická odpoveď|mimo kancelář',
    'automatikus válasz|házon kívül|răspuns automat|otomatik (?:yanıt|cevap)|automatinis atsakymas|automātiska atbilde|automaatvastus|αυτόματη απάντηση',
    '自動応答|自動返信|不在通知|自动回复|自動回覆|自动答复|외출 중|부재중|자동 (?:회신|응답)|رد تلقائي|מענה אוטומטי|תשובה אוטומטית',
  ].join('|')})${END}`,
  'iu',
)

/** Whether the subject opens as mail programs open it when they answer for somebody, in a score of languages. People begin with `Re:`. */
export const openedByMachine = (subject: string): boolean =>
  OPENINGS.test(subject.slice(0, 300).replaceAll('’', "'"))
