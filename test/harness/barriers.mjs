// Runs inside of a page, as one expression; `accessible.ts` reads it.
;(() => {
  const found = []
  const say = (rule, element) =>
    found.push(`${rule}: ${(element?.outerHTML ?? '').replace(/\s+/g, ' ').slice(0, 120)}`)
  const all = (selector) => [...document.querySelectorAll(selector)]
  const shown = (element) => element.checkVisibility() && element.closest('[aria-hidden=true]') === null

  if (!document.documentElement.lang) say('3.1.1 language of the page', document.documentElement)
  if (!document.title) say('2.4.2 title', document.head)
  if (all('h1').length !== 1) say('one h1', document.body)
  if (all('main').length !== 1) say('one main', document.body)
  let level = 1
  for (const heading of all('h1, h2, h3, h4')) {
    const own = Number(heading.tagName[1])
    if (own > level + 1) say('1.3.1 a level of headings is left out', heading)
    level = own
  }
  const ids = all('[id]').map((element) => element.id)
  for (const id of ids)
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) say('an id twice', document.getElementById(id))

  const fields = all('input, select, textarea')
  for (const field of fields.filter((one) => one.type !== 'hidden' && shown(one))) {
    const name = [...(field.labels ?? [])].map((label) => label.textContent?.trim()).join(' ')
    if (!name) say('1.3.1 a field without a label', field)
  }
  for (const group of all('fieldset')) {
    const several = group.querySelectorAll('input').length > 1
    const by = document.getElementById(group.getAttribute('aria-labelledby') ?? '')
    const name = group.querySelector('legend')?.textContent ?? by?.textContent ?? group.ariaLabel
    if (several && !name?.trim()) say('1.3.1 a group without a name', group)
  }
  for (const radio of all('input[type=radio]'))
    if (!radio.closest('fieldset')) say('1.3.1 a choice outside of a group', radio)
  for (const control of all('a[href], button, summary').filter(shown)) {
    const text = control.textContent?.trim() || control.getAttribute('aria-label')
    if (!text) say('4.1.2 a control without a name', control)
    if (control.tabIndex < 0) say('2.1.1 not reached by keyboard', control)
  }
  for (const element of all('[tabindex]')) if (element.tabIndex > 0) say('2.4.3 an order of its own', element)
  for (const image of all('img')) if (!image.hasAttribute('alt')) say('1.1.1 a picture without words', image)
  for (const control of all('button, summary, label.box').filter(shown)) {
    const { width, height } = control.getBoundingClientRect()
    if (width < 24 || height < 24) say('2.5.8 too small to hit', control)
  }
  if (document.documentElement.scrollWidth > window.innerWidth)
    say('1.4.10 wider than the screen', document.body)

  const colour = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
    return [r, g, b, a]
  }
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = colour(getComputedStyle(one).backgroundColor)
      if (found[3] === 1) return found
    }
    return [255, 255, 255, 1]
  }
  const light = ([r, g, b]) => {
    const [x = 0, y = 0, z = 0] = [r, g, b]
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const contrast = (one, other) => {
    const [more = 0, less = 0] = [light(one), light(other)].sort((a, b) => b - a)
    return (more + 0.05) / (less + 0.05)
  }
  for (const element of all('main, main *').filter(shown)) {
    const words = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    )
    if (!words) continue
    const style = getComputedStyle(element)
    const size = Number.parseFloat(style.fontSize)
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const ratio = contrast(colour(style.color), behind(element))
    if (ratio < (large ? 3 : 4.5)) say(`1.4.3 contrast ${ratio.toFixed(2)}`, element)
  }
  for (const field of all('input, select, textarea, button').filter(shown)) {
    const style = getComputedStyle(field)
    if (style.borderTopStyle !== 'solid' || field.type === 'checkbox' || field.type === 'radio') continue
    const ratio = contrast(colour(style.borderTopColor), behind(field.parentElement))
    if (ratio < 3) say(`1.4.11 contrast of the edge ${ratio.toFixed(2)}`, field)
  }
  return found
})()
