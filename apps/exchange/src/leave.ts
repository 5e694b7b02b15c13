/** How long what was written, and what is asked of the disk, may take to come through. */
const PATIENCE_MS = 2000
const LOOK_EVERY_MS = 20

/**
 * Ends the process with an exit code once what it wrote is out, whatever is still alive in it. Where the disk does
 * not answer it is killed instead, and the code is lost: `process.exit` would wait for the disk for ever.
 */
export function leave(code: number): void {
  const deadlineMs = performance.now() + PATIENCE_MS
  let isFlushed = false
  process.stdout.write('', () => {
    process.stderr.write('', () => {
      isFlushed = true
    })
  })
  const look = (): void => {
    const isLate = performance.now() > deadlineMs
    const waitsForDisk = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
    if (!isLate && (waitsForDisk || !isFlushed)) setTimeout(look, LOOK_EVERY_MS)
    else if (waitsForDisk) process.kill(process.pid, 'SIGKILL')
    else process.exit(code)
  }
  setImmediate(look)
}
