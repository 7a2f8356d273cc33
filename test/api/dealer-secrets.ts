/** What must not reach a dealer before the contacts open, however it is written. */
export const SECRETS = [
  'Вера',
  'Ильин',
  'vera.ilina',
  'sibpress',
  'Сибирский',
  'Сибирском',
  '+79161234567',
  '9161234567',
  '123-45-67',
  'сорок пять',
  'шестьдесят семь',
  'ул. Ленина',
  'E-77',
  'vera_press',
  'plan.pdf',
]
/** An enquiry that holds most of them. */
export const ASKED =
  'Нужен пресс на 100 тонн. Сибирский пресс, ул. Ленина, д. 5. Звоните Вере Ильиной: восемь девятьсот шестнадцать ' +
  'сто двадцать три сорок пять шестьдесят семь, или 8 (916) 123-45-67, vera.ilina@sibpress.ru, телеграм @vera_press'
