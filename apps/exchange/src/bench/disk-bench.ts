import { closeSync, constants, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchRow } from './bench-report.ts'
import { Latencies } from './latencies.ts'

const BLOCK_OCTETS = 512
const BLOCKS = 4_096

/** What the disk itself takes for one durable write of 512 octets into a file that is there already. */
export function benchDisk(directory: string, writes: number): BenchRow {
  const path = join(directory, 'bare-disk')
  const block = Buffer.alloc(BLOCK_OCTETS, 1)
  const filling = openSync(path, 'w')
  writeSync(filling, Buffer.alloc(BLOCK_OCTETS * BLOCKS))
  fsyncSync(filling)
  closeSync(filling)
  const { O_RDWR, O_DSYNC = 0 } = constants as Partial<typeof constants> & { readonly O_RDWR: number }
  const descriptor = openSync(path, O_RDWR | O_DSYNC)
  const latencies = new Latencies()
  for (let write = 0; write < writes; write += 1) {
    const startMs = performance.now()
    writeSync(descriptor, block, 0, BLOCK_OCTETS, (write % BLOCKS) * BLOCK_OCTETS)
    if (O_DSYNC === 0) fsyncSync(descriptor)
    latencies.record((performance.now() - startMs) * 1_000)
  }
  closeSync(descriptor)
  rmSync(path)
  const latency = latencies.figures()
  return { name: 'bare disk: a durable write of 512 octets', perSecond: 1e6 / latency.meanUs, latency }
}
