import { CONTINUOUS } from '../book-codes.ts'
import type { BookState } from './book-state.ts'
import { enterFirst } from './entry.ts'
import { settleLists } from './lists.ts'
import { repriceFirst } from './pegs.ts'

/** Carries out what follows from a command, one thing after the other, until nothing follows any more. */
export function settle(state: BookState): void {
  for (;;) {
    settleLists(state)
    if (state.phase !== CONTINUOUS) return
    if (state.entering.length > 0) enterFirst(state)
    else if (!repriceFirst(state)) return
  }
}
