import { parentPort, workerData } from 'node:worker_threads'
import { Bell, RingReader, RingWriter } from '../src/index.ts'
import type { RingMemory } from '../src/index.ts'

/** What the echo is told. */
export interface EchoStart {
  readonly there: RingMemory
  readonly back: RingMemory
  /** Below 0: over the message port. */
  readonly spins: number
}

// What comes is sent back: the other half of each hop.
const { there, back, spins } = workerData as EchoStart

if (spins < 0) parentPort?.on('message', (message) => parentPort?.postMessage(message))
else {
  parentPort?.postMessage('ready')
  const [reader, writer, bell] = [new RingReader(there), new RingWriter(back), new Bell(there.readerBell)]
  for (let isOver = false; !isOver; ) {
    const seen = bell.count()
    while (reader.peek()) {
      const at = writer.claim(reader.length)
      writer.octets.set(reader.octets.subarray(reader.at, reader.at + reader.length), at)
      isOver = reader.kind === 0
      writer.commit(reader.kind)
      reader.release()
      writer.wake()
    }
    if (!isOver) bell.wait(seen, spins)
  }
}
