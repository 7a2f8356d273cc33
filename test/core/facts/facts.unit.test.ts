import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { builtinFacts } from '../../../core/facts/builtin.ts'
import { matches } from '../../../core/facts/matches.ts'
import { nearestName } from '../../../core/facts/nearest.ts'

describe('the system’s own facts', () => {
  it('have schemas that read: known props typed, all others kept', () => {
    for (const [type, fact] of Object.entries(builtinFacts)) {
      const schema = z.fromJSONSchema(fact.props as Parameters<typeof z.fromJSONSchema>[0])
      expect(schema.safeParse({ somethingElse: 1 }).success, type).toBe(true)
      expect(fact.text, type).toMatch(/^[A-Z]/)
    }
  })
  it('say of a click whose mail and link it was, and whether a person did it', () => {
    const click = z.fromJSONSchema(
      builtinFacts['email.clicked']?.props as Parameters<typeof z.fromJSONSchema>[0],
    )
    expect(Object.keys((builtinFacts['email.clicked']?.props.properties ?? {}) as object)).toEqual([
      'journey',
      'message',
      'template',
      'link',
      'human',
    ])
    expect(click.safeParse({ human: 'yes' }).success).toBe(false)
    expect(click.safeParse({ human: true, link: 'https://example.com' }).success).toBe(true)
  })
  it('do not know what every object inherits', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(builtinFacts[name]).toBeUndefined()
  })
})

describe('the nearest name', () => {
  const known = ['deal.won', 'deal.delivered', 'email.clicked', 'form.submitted']
  it('sees through separators, case and slips', () => {
    expect(nearestName('deal_delivered', known)).toBe('deal.delivered')
    expect(nearestName('Deal Delivered', known)).toBe('deal.delivered')
    expect(nearestName('emial.clicked', known)).toBe('email.clicked')
    expect(nearestName('form.submited', known)).toBe('form.submitted')
  })
  it('is none when nothing is near', () => {
    expect(nearestName('invoice.paid', known)).toBeNull()
    expect(nearestName('', known)).toBeNull()
    expect(nearestName('x', ['y'])).toBeNull()
    expect(nearestName('deal.won', [])).toBeNull()
  })
  it('finds a name again after one letter was lost', () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), (name, at) => {
        const cut = at % name.length
        expect(nearestName(name.slice(0, cut) + name.slice(cut + 1), known)).toBe(name)
      }),
    )
  })
})

describe('what a rule asks of props', () => {
  const props = { form: 'tender', stars: 4, tags: ['a', 'b'], paid: false, none: null }
  it('is equality, one of, or bounds; a list fits by one item', () => {
    expect(matches(undefined, props)).toBe(true)
    expect(matches({ form: 'tender', paid: false, none: null }, props)).toBe(true)
    expect(matches({ form: ['document', 'tender'] }, props)).toBe(true)
    expect(matches({ stars: { atLeast: 4, atMost: 4 } }, props)).toBe(true)
    expect(matches({ tags: 'b' }, props)).toBe(true)
  })
  it('fails on what differs, is missing, inherited, or no number', () => {
    expect(matches({ form: 'document' }, props)).toBe(false)
    expect(matches({ stars: { atLeast: 5 } }, props)).toBe(false)
    expect(matches({ form: { atLeast: 1 } }, props)).toBe(false)
    expect(matches({ toString: 'x' }, props)).toBe(false)
    expect(matches({ absent: { atMost: 5 } }, props)).toBe(false)
  })
})
