import { setTimeout as delay } from 'node:timers/promises'
import { closeSync, constants, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchRow } from './bench-report.ts'
import { Latencies } from './latencies.ts'
import type { LatencyFigures } from './latencies.ts'

const { O_RDWR, O_DSYNC = 0 } = constants as Partial<typeof constants> & { readonly O_RDWR: number }
const BLOCK_OCTETS = 512
const BLOCKS = 4_096

/** What the disk itself takes for durable writes of 512 octets, one after the other, into a file that is there. */
export function benchDisk(directory: string, writes: number): BenchRow {
  const disk = new BareDisk(directory)
  for (let write = 0; write < writes; write += 1) disk.write()
  const latency = disk.close()
  return { name: 'bare disk: a durable write of 512 octets', perSecond: 1e6 / latency.meanUs, latency }
}

/** The same with a pause of a millisecond after each: a disk that may sleep meanwhile takes longer. */
export async function benchPacedDisk(directory: string, writes: number): Promise<BenchRow> {
  const disk = new BareDisk(directory)
  for (let write = 0; write < writes; write += 1) {
    disk.write()
    await delay(1)
  }
  return { name: 'bare disk: the same, one a millisecond', latency: disk.close() }
}

/** A file for durable writes whose blocks are on the disk already, as a journal has it. */
class BareDisk {
  readonly #path: string
  readonly #block = Buffer.alloc(BLOCK_OCTETS, 1)
  readonly #descriptor: number
  readonly #latencies = new Latencies()
  #writes = 0

  constructor(directory: string) {
    this.#path = join(directory, 'bare-disk')
    const filling = openSync(this.#path, 'w')
    writeSync(filling, Buffer.alloc(BLOCK_OCTETS * BLOCKS))
    fsyncSync(filling)
    closeSync(filling)
    this.#descriptor = openSync(this.#path, O_RDWR | O_DSYNC)
  }

  write(): void {
    const startMs = performance.now()
    writeSync(this.#descriptor, this.#block, 0, BLOCK_OCTETS, (this.#writes % BLOCKS) * BLOCK_OCTETS)
    if (O_DSYNC === 0) fsyncSync(this.#descriptor)
    this.#latencies.record((performance.now() - startMs) * 1_000)
    this.#writes += 1
  }

  close(): LatencyFigures {
    closeSync(this.#descriptor)
    rmSync(this.#path)
    return this.#latencies.figures()
  }
}
