import { describe, expect, it } from 'vitest'
import { worse } from './recorded-ratios.ts'

describe('the check against recorded ratios', () => {
  const recorded = { mix: 60, static: 400 }

  it('takes what is as good, better, or worse by no more than a fifth', () => {
    expect(worse([{ name: 'mix', ratio: 48 }, { name: 'static', ratio: 900 }], recorded)).toEqual([])
  })

  it('names what is worse, and what was never recorded', () => {
    const measured = [{ name: 'mix', ratio: 47.9 }, { name: 'new', ratio: 1 }]
    expect(worse(measured, recorded).map(({ complaint }) => complaint)).toEqual([
      'mix: 47.9 x nodejs-order-book, recorded are 60.0 x',
      'new: not recorded, see --record',
    ])
  })
})
