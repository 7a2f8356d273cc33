import { z } from 'zod'
import type { Formula } from '../../core/sales/terms.ts'
import { termsShape, withDefaults } from '../../core/sales/terms-shape.ts'

/** A rule of a route: the first whose condition holds decides. Terms come out with all that was left out. */
export const routeRule = z.strictObject({
  name: z.string().min(1).max(200),
  if: z.record(z.string(), z.unknown()).optional(),
  terms: termsShape.transform(withDefaults),
})

/** Where the product line and the expected value of a lead stand. */
export const routeAbout = z.strictObject({
  line: z.string().min(1).optional(),
  value: z.string().min(1).optional(),
  large: z.number().positive().optional(),
})

const finite = z.number().finite()

/** `rating.ts` exports how dealers get their stars. */
export const RATING: z.ZodType<Formula> = z.lazy(() =>
  z.union([
    finite,
    z.strictObject({ value: z.string().min(1) }),
    z.strictObject({ plus: z.array(RATING).min(1) }),
    z.strictObject({ times: z.array(RATING).min(1) }),
    z.strictObject({ share: z.tuple([RATING, RATING]), otherwise: finite }),
    z.strictObject({ clamp: RATING, from: finite, to: finite }).refine(({ from, to }) => from <= to, {
      error: 'goes from more to less',
    }),
  ]),
)
