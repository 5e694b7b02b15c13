import { Decimal } from '@openlob/decimal'
import * as z from 'zod'

/** A decimal without a sign, as text. */
export const decimal = z
  .union([z.string(), z.number()], { error: 'must be a decimal' })
  .transform(String)
  .refine((text) => /^\d+(\.\d+)?$/.test(text) && Decimal.tryParse(text) !== undefined, {
    error: 'must be a decimal such as "0.01"; put it in quotes where it is very small or very long',
  })
/** A ticker. */
export const symbol = z.string().regex(/^[A-Za-z0-9._:-]{1,32}$/, {
  error: 'must be 1 to 32 letters, digits or . _ : -',
})
/** A port; 0 for any free one. */
export const port = z.int().min(0).max(65_535)
/** A host. */
export const host = z.string().min(1)
/** A time that a timer can wait for. */
export const milliseconds = z.int().min(1).max(2 ** 31 - 1)
/** A whole number from 1. */
export const count = z.int().min(1).max(Number.MAX_SAFE_INTEGER)
