import { FlowGroupError, QueryUnavailableError, RecoveryError } from '@openlob/application'
import { describe, expect, it } from 'vitest'
import { OperatorError } from './operator-error.ts'
import { startFailure } from './start-failure.ts'

describe('what is told of a start that failed', () => {
  it('is that the journal cannot be written where the disk was full while the markets were listed', () => {
    const told = startFailure(new QueryUnavailableError('JOURNAL_FAILED', 'the exchange is failed: ENOSPC'), '/data', {
      source: 'journal',
      error: new Error('ENOSPC: no space left on device'),
    })
    expect(told).toBeInstanceOf(OperatorError)
    expect(told).toHaveProperty('message', expect.stringMatching(/^the journal cannot be written: ENOSPC.*mend the disk/))
  })

  it('claims no more than is so of what does not fit together', () => {
    const told = startFailure(new RecoveryError('GAP', 'commands 5 to 7 are missing'), '/data')
    expect(told).toHaveProperty('message', expect.stringContaining('A torn end of the journal, which was never acknowledged, may have been cut off'))
    expect(told).toHaveProperty('message', expect.not.stringContaining('and nothing was changed'))
  })

  it('is which flows do not go together', () => {
    const told = startFailure(new FlowGroupError('two flows have the name east'), '/data')
    expect(told).toBeInstanceOf(OperatorError)
    expect(told).toHaveProperty('message', expect.stringContaining('the flows do not go together: two flows have the name east; put'))
  })

  it('stays a defect where nobody expects it', () => {
    const defect = new Error('never')
    expect(startFailure(defect, '/data')).toBe(defect)
  })
})
