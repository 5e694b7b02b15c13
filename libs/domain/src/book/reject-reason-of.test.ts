import { describe, expect, it } from 'vitest'
import { rejectReasonOf } from './reject-reason-of.ts'
import type { BookCode } from './book-code.ts'
import { ACCEPTED, ORDER_ID_OUT_OF_RANGE } from './book-code.ts'

describe('a book code', () => {
  it('has a reason of its own for every refusal that a client can cause', () => {
    const codes: BookCode[] = [1, 2, 3, 4, 5, 6]
    expect(new Set(codes.map(rejectReasonOf)).size).toBe(codes.length)
  })

  it('has none for what is no refusal or no client’s doing', () => {
    expect(() => rejectReasonOf(ACCEPTED)).toThrow('code=0')
    expect(() => rejectReasonOf(ORDER_ID_OUT_OF_RANGE)).toThrow('code=7')
  })
})
