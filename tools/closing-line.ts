import type { Reporter, TestModule } from 'vitest/node'

/** Prints each skipped test with its reason and then, as the last line of the run, `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const among = (state: string) => tests.filter((test) => test.result().state === state)
    const broken = modules.filter((module) => module.errors().length > 0).length
    const failed = among('failed').length + broken + unhandled.length
    const skipped = among('skipped')
    process.once('exit', () => {
      for (const test of skipped) {
        const result = test.result()
        console.log(`skipped: ${test.fullName}${'note' in result && result.note ? ` (${result.note})` : ''}`)
      }
      const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
      console.log(`${among('passed').length} passed, ${failed} failed${tail}`)
    })
  }
}
