import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { request } from 'node:https'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { configurationSchema } from '../../src/configuration/configuration.ts'
import { CertificateKeeper } from '../../src/tls/certificate-keeper.ts'
import { loadCertificate, selfMadeFiles } from '../../src/tls/certificate.ts'
import { OpenlobProcess, withDirectory } from './exchange-process.ts'

const ANY_PORTS = ['--port', '0', '--admin-port', '0']
const DAY_MS = 86_400_000

function overHttp1(url: string, ca: string): Promise<{ status: number | undefined; version: string; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => {
        resolve({ status: response.statusCode, version: response.httpVersion, body })
      })
    })
    asked.on('error', reject).end()
  })
}

function overHttp2(url: string, path: string, ca: string): Promise<{ status: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    const session = connect(url, { ca })
    session.on('error', reject)
    const stream = session.request({ ':path': path })
    let [status, body]: [unknown, string] = [undefined, '']
    stream.on('response', (headers) => {
      status = headers[':status']
    })
    stream.setEncoding('utf8').on('data', (text: string) => (body += text))
    stream.on('end', () => {
      session.close()
      resolve({ status, body })
    })
    stream.on('error', reject).end()
  })
}

function firstAnswer(url: string, ca: string, message: object): Promise<object> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { ca })
    socket.on('error', reject)
    socket.on('open', () => {
      socket.send(JSON.stringify(message))
    })
    socket.on('message', (data: Buffer) => {
      socket.close()
      resolve(JSON.parse(data.toString()) as object)
    })
  })
}

describe('the trading port, encrypted', () => {
  it('speaks HTTP/1.1, HTTP/2 and WebSocket by a certificate that it made, and no cleartext', () =>
    withDirectory(async (directory) => {
      const exchange = new OpenlobProcess(directory, ['start', ...ANY_PORTS, '--set', 'tls.use=self-made'])
      const { url, port } = await exchange.listening()
      const restUrl = `https://localhost:${port}`
      const ca = readFileSync(selfMadeFiles(join(directory, 'data')).certificate, 'utf8')
      expect(url).toBe(`wss://localhost:${port}/ws`)
      expect(exchange.stdout).toContain(`rest       ${restUrl}/api/v3`)
      expect(await overHttp1(`${restUrl}/api/v3/time`, ca)).toMatchObject({ status: 200, version: '1.1' })
      expect(JSON.parse((await overHttp2(restUrl, '/api/v3/exchangeInfo', ca)).body)).toMatchObject({ timezone: 'UTC' })
      expect(await overHttp2(restUrl, '/api/v3/account', ca)).toMatchObject({ status: 401 })
      expect(await overHttp2(restUrl, '/ws', ca)).toMatchObject({ status: 426 })
      expect(await firstAnswer(url, ca, { type: 'ping' })).toMatchObject({ type: 'pong' })
      const api = await firstAnswer(`wss://localhost:${port}/ws-api/v3`, ca, { id: 1, method: 'ping' })
      expect(api).toMatchObject({ id: 1, status: 200 })
      await expect(overHttp1(`${restUrl}/api/v3/time`, '')).rejects.toThrow(/self-signed|unable to/i)
      await expect(fetch(`http://localhost:${port}/api/v3/time`)).rejects.toThrow()
      expect((await exchange.stop()).code).toBe(0)
    }))

  it('is not opened without a certificate that can be used', () =>
    withDirectory(async (directory) => {
      const given = ['--set', 'tls.use=given', '--set', 'tls.certificateFile=cert.pem', '--set', 'tls.keyFile=key.pem']
      const start = () => new OpenlobProcess(directory, ['start', ...ANY_PORTS, ...given]).finished
      expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('cert.pem cannot be read') as string })
      for (const file of ['cert.pem', 'key.pem']) writeFileSync(join(directory, file), 'nothing')
      expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('are no certificate and its private key') as string })
      const unnamed = await new OpenlobProcess(directory, ['start', '--set', 'tls.use=given']).finished
      expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining('tls.keyFile: must name a file') as string })
    }))
})

describe('a certificate that the exchange makes', () => {
  const configuration = configurationSchema.parse({ tls: { use: 'self-made' } })

  it('is for this machine, kept, closed to others, and made anew when it is nearly over', () =>
    withDirectory(async (directory) => {
      const nowMs = Date.now()
      const first = await loadCertificate(configuration, directory, nowMs)
      const certificate = new X509Certificate(first.cert)
      expect(certificate.checkHost('localhost')).toBe('localhost')
      expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
      expect(await loadCertificate(configuration, directory, nowMs + 300 * DAY_MS)).toEqual(first)
      const second = await loadCertificate(configuration, directory, nowMs + 340 * DAY_MS)
      expect(second).not.toEqual(first)
      expect(Date.parse(new X509Certificate(second.cert).validTo)).toBeGreaterThan(nowMs + 600 * DAY_MS)
    }))

  it('is taken up by a running server where its files change, once, and kept where they cannot be used', () =>
    withDirectory(async (directory) => {
      const logged: string[] = []
      const log = { info: (text: string) => logged.push(text), error: () => undefined }
      const keeper = new CertificateKeeper(configuration, directory, log as never)
      const used: unknown[] = []
      const server = { setSecureContext: (options: object) => used.push(options) }
      await keeper.begin(server)
      await keeper.look(server)
      expect(used).toHaveLength(1)
      await loadCertificate(configuration, directory, Date.now() + 340 * DAY_MS)
      await keeper.look(server)
      expect(used).toHaveLength(2)
      expect(logged).toEqual(['another certificate is used from here on'])
      writeFileSync(selfMadeFiles(directory).key, 'spoilt')
      await expect(keeper.look(server)).rejects.toThrow(/no certificate and its private key/)
      expect(used).toHaveLength(2)
      keeper.end()
    }))
})
