const PATRONYMIC = /(?:ович|евич|ьич|ична|овна|евна|инична|оглы|кызы)$/iu

/** The name by which a person is addressed: `Пётр` of `Иванов Пётр Сергеевич`; null where nothing is known. */
export function firstName(name: string | null): string | null {
  const words = (name ?? '').trim().split(/\s+/).filter(Boolean)
  if (words.length === 3 && PATRONYMIC.test(words[2] ?? '')) return words[1] ?? null
  return words[0] ?? null
}
