import type { StreamFormat } from '@openlob/binance-dialect'
import { StreamCohort } from './stream-cohort.ts'
import type { CohortTerms, Written } from './stream-cohort.ts'
import type { StreamSource } from './stream-controls.ts'
import type { WritePacer } from './write-pacer.ts'

/** What a cohort listens to, and by what it is found. */
interface Purpose {
  readonly key: string
  readonly names: readonly string[]
}

/** The cohorts of the clients of one server. */
export class StreamCohorts {
  readonly #streams: StreamSource
  readonly #pacer: WritePacer
  readonly #byKey = new Map<string, StreamCohort>()
  readonly #purposes = new Map<StreamCohort, Purpose>()

  /** Without clients; `pacer` has them written to. */
  constructor(streams: StreamSource, pacer: WritePacer) {
    this.#streams = streams
    this.#pacer = pacer
  }

  /** The cohort of those who listen to these streams in that way; undefined where they listen to none. */
  of(names: ReadonlySet<string>, format: StreamFormat, terms: CohortTerms): StreamCohort | undefined {
    if (names.size === 0) return undefined
    const key = JSON.stringify([format, terms.isCombined, terms.compressFromBytes < Infinity, [...names].sort()])
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const cohort = new StreamCohort(terms, this.#pacer)
    this.#byKey.set(key, cohort)
    this.#purposes.set(cohort, { key, names: [...names] })
    for (const name of names) this.#streams.subscribe(name, format, cohort)
    return cohort
  }

  /** Writes now what waits for the next round. */
  flush(): void {
    for (const cohort of this.#byKey.values()) cohort.flush()
  }

  /** Ends a cohort that has no clients any more. */
  dismiss(cohort: StreamCohort, format: StreamFormat): void {
    const purpose = this.#purposes.get(cohort)
    if (purpose === undefined || cohort.size > 0) return
    this.#byKey.delete(purpose.key)
    this.#purposes.delete(cohort)
    for (const name of purpose.names) this.#streams.unsubscribe(name, format, cohort)
  }
}

/** What a client has joined, and how. */
export interface MembershipTerms extends Omit<CohortTerms, 'isCombined'> {
  readonly format: StreamFormat
  readonly connection: Written
}

/** Which streams one client listens to, and so its cohort: what changes takes effect by {@link settle}. */
export class StreamMembership implements StreamSource {
  readonly #cohorts: StreamCohorts
  readonly #terms: MembershipTerms
  readonly #names = new Set<string>()
  #cohort: StreamCohort | undefined

  /** Listens to nothing yet. */
  constructor(cohorts: StreamCohorts, terms: MembershipTerms) {
    this.#cohorts = cohorts
    this.#terms = terms
  }

  subscribe(name: string): void {
    this.#names.add(name)
  }

  unsubscribe(name: string): void {
    this.#names.delete(name)
  }

  /** Writes to the client what it has been told so far, and tells it from here on what it listens to now. */
  settle(isCombined: boolean): void {
    const { connection, format, compressFromBytes } = this.#terms
    const before = this.#cohort
    const now = this.#cohorts.of(this.#names, format, { isCombined, compressFromBytes })
    this.#cohort = now
    if (before === now) {
      before?.catchUp(connection)
      return
    }
    now?.add(connection)
    if (before === undefined) return
    before.remove(connection)
    this.#cohorts.dismiss(before, format)
  }
}
