import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDelimiter } from '../../cli/csv/delimiter.ts'
import { byBytes, type Encoding, findEncoding } from '../../cli/csv/encoding.ts'
import { mapHeaders } from '../../cli/csv/headers.ts'
import { openTable, type Row } from '../../cli/csv/rows.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function table(bytes: string | Buffer) {
  const file = join(folder, `${Math.floor(performance.now() * 1000)}.csv`)
  await writeFile(file, bytes)
  const opened = await openTable(file)
  const rows: Row[] = []
  for await (const row of opened.rows) rows.push(row)
  return { ...opened, rows }
}

const russian =
  'Почта;ФИО;Город\r\nivan@example.com;Иван Соколов;Екатеринбург\r\nanna@example.com;Анна Щукина;Самара\r\n'

describe('encoding', () => {
  it.each<[Encoding, Buffer]>([
    ['utf-8', Buffer.from(russian)],
    ['utf-8', Buffer.from(`\ufeff${russian}`)],
    ['windows-1251', iconv.encode(russian, 'windows-1251')],
    ['koi8-r', iconv.encode(russian, 'koi8-r')],
    ['utf-16le', iconv.encode(russian, 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode(russian, 'utf-16be', { addBOM: true })],
    ['utf-16le', iconv.encode('email,name\r\na@b.example,Anna\r\n', 'utf-16le', { addBOM: false })],
  ])('is found to be %s, and the names come out right', async (encoding, bytes) => {
    const found = await table(bytes)
    expect(found.encoding).toBe(encoding)
    if (bytes.length > 100)
      expect(found.rows.map((row) => row.cells[1])).toEqual(['Иван Соколов', 'Анна Щукина'])
  })

  it('is found where the first Cyrillic letter stands far into the file', async () => {
    const ascii = 'someone@example.com;Someone\r\n'.repeat(5000)
    const file = join(folder, 'late.csv')
    await writeFile(
      file,
      Buffer.concat([Buffer.from(ascii), iconv.encode('a@b.example;Ольга\r\n', 'windows-1251')]),
    )
    expect(await findEncoding(file)).toBe('windows-1251')
  })

  it('tells the two Russian tables apart for ordinary words', () => {
    const words = fc.constantFrom(
      'Москва',
      'Иванов',
      'завод',
      'Начальник цеха',
      'Екатеринбург',
      'технолог',
      'Наталья',
      'прессы',
    )
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 2, maxLength: 30 }),
        fc.constantFrom('windows-1251' as const, 'koi8-r' as const),
        (list, encoding) => {
          expect(byBytes(iconv.encode(list.join(' '), encoding))).toBe(encoding)
        },
      ),
    )
  })

  it('takes valid UTF-8 for UTF-8 wherever a window cuts it', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), (from, cut) => {
        const bytes = Buffer.from('пример — ёж, щука, объявление')
        expect(byBytes(bytes.subarray(from, bytes.length - cut))).toBe('utf-8')
      }),
    )
  })
})

describe('delimiter', () => {
  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    [';', 'a;b;c\n1,5;2;3\n'],
    ['\t', 'a\tb\tc\n1, 2\t2\t3\n'],
    ['|', 'a|b|c\n1;2|2|3\n'],
    [',', '"a;b;c;d",b\n"x;y;z",2\n'],
    [',', 'email\nx@example.com\n'],
  ])('is found to be %j', (delimiter, head) => {
    expect(findDelimiter(head)).toBe(delimiter)
  })
})

describe('headers', () => {
  it('are known in English and Russian, whatever their case and punctuation', () => {
    expect(mapHeaders(['E-mail', 'ФИО', 'Job title', 'ТЕЛЕФОН:', 'Компания', 'часовой пояс'])).toEqual([
      'email',
      'name',
      'title',
      'phone',
      'company',
      'zone',
    ])
  })

  it('say nothing twice, and leave out what nobody knows', () => {
    expect(mapHeaders(['Email', 'Work email', 'Favourite colour'])).toEqual(['email', null, null])
  })

  it('take a name beside a surname for a first name', () => {
    expect(mapHeaders(['Фамилия', 'Имя', 'Отчество'])).toEqual(['lastName', 'firstName', 'middleName'])
  })
})

describe('rows', () => {
  it('keep quoted commas, quotes and line breaks', async () => {
    const { rows } = await table('name,note\n"O""Neill, James","two\nlines"\n')
    expect(rows).toEqual([{ line: 3, cells: ['O"Neill, James', 'two\nlines'] }])
  })

  it('that are broken come with their line and a reason, and the others go on', async () => {
    const { rows } = await table(
      'email,name\na@b.example,Anna\nc@d.example\ne@f.example,Egor,x,y\ng@h.example,Grace\n',
    )
    expect(rows.map((row) => [row.line, row.broken === undefined])).toEqual([
      [2, true],
      [3, false],
      [4, false],
      [5, true],
    ])
  })

  it('of a file with nothing in it are none', async () => {
    expect(await table('')).toMatchObject({ headers: [], rows: [] })
  })
})
