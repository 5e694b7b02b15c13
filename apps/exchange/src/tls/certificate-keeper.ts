import type { Http2SecureServer } from 'node:http2'
import type { Logger } from 'pino'
import type { Configuration } from '../configuration/configuration.ts'
import { loadCertificate } from './certificate.ts'
import type { Certificate } from './certificate.ts'

/** A certificate that was renewed is in use an hour later at the latest. */
const LOOK_EVERY_MS = 3_600_000

/** Gives a server its certificate, and each new one that its files have while it runs. */
export class CertificateKeeper {
  readonly #configuration: Configuration
  readonly #dataDirectory: string
  readonly #logger: Logger
  #current: Certificate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(configuration: Configuration, dataDirectory: string, logger: Logger) {
    this.#configuration = configuration
    this.#dataDirectory = dataDirectory
    this.#logger = logger
  }

  /** Before the server listens. Rejects with an `OperatorError` where there is no certificate that can be used. */
  async begin(server: Pick<Http2SecureServer, 'setSecureContext'>): Promise<void> {
    await this.look(server)
    this.#timer = setInterval(() => {
      this.look(server).catch((error: unknown) => {
        this.#logger.error({ err: error }, 'the certificate cannot be renewed; the one before is used on')
      })
    }, LOOK_EVERY_MS)
    this.#timer.unref()
  }

  /** Looks whether the files have another certificate, and uses that for new connections. */
  async look(server: Pick<Http2SecureServer, 'setSecureContext'>): Promise<void> {
    const found = await loadCertificate(this.#configuration, this.#dataDirectory, Date.now())
    if (found.cert === this.#current?.cert && found.key === this.#current.key) return
    server.setSecureContext({ ...found, minVersion: 'TLSv1.2' })
    if (this.#current !== undefined) this.#logger.info('another certificate is used from here on')
    this.#current = found
  }

  /** Looks no more. */
  end(): void {
    clearInterval(this.#timer)
  }
}
