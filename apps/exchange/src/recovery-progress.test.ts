import { describe, expect, it } from 'vitest'
import { RecoveryProgressLine } from './recovery-progress.ts'

interface Shown {
  readonly written: string[]
  at(nowMs: number, sequence: number): void
  done(): void
}

function line(isTerminal: boolean): Shown {
  let nowMs = 0
  const written: string[] = []
  const progress = new RecoveryProgressLine({ write: (text) => written.push(text), isTerminal, nowMs: () => nowMs })
  return {
    written,
    at: (time, sequence) => {
      nowMs = time
      progress.show({ sequence, lastSequence: 1000 })
    },
    done: () => {
      progress.done()
    },
  }
}

describe('the progress of a recovery', () => {
  it('is not told where it is over soon', () => {
    const quick = line(true)
    quick.at(500, 100)
    quick.at(1999, 900)
    quick.done()
    expect(quick.written).toEqual([])
  })

  it('is a line now and then where it cannot be redrawn', () => {
    const slow = line(false)
    for (const at of [2000, 2100, 6900, 7000]) slow.at(at, at / 10)
    slow.done()
    expect(slow.written).toEqual([
      'recovering: 200 of 1,000 commands (20 %)\n',
      'recovering: 700 of 1,000 commands (70 %), 100 a second, 3 s left\n',
    ])
  })

  it('says how fast it goes from where it began, not from the beginning of the journal', () => {
    const slow = line(true)
    slow.at(1000, 500)
    slow.at(3000, 600)
    expect(slow.written).toEqual([
      '\r\u001b[Krecovering [##############----------] 600 of 1,000 commands (60 %), 50 a second, 8 s left',
    ])
  })

  it('is redrawn on a terminal and gone at the end', () => {
    const slow = line(true)
    slow.at(2000, 250)
    slow.done()
    slow.done()
    expect(slow.written).toEqual([
      '\r\u001b[Krecovering [######------------------] 250 of 1,000 commands (25 %)',
      '\r\u001b[K',
    ])
  })
})
