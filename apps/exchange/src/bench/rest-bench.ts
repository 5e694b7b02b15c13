import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { BenchRow, Progress } from './bench-report.ts'
import { benchDisk } from './disk-bench.ts'
import { FrameSocket } from './frame-socket.ts'
import { Latencies } from './latencies.ts'
import { rateOf } from './rate-of.ts'
import { ServedExchange } from './served-exchange.ts'
import type { BenchKey, ServedTerms } from './served-exchange.ts'
import { Subscribers } from './subscribers.ts'

const CONNECTIONS = 8
/** Orders of a connection of the WebSocket API on their way. */
const WINDOW = 32
const SUBSCRIBERS = 1_000
/** Of the orders that go at most, so many are sent evenly: subscribers and exchange share a machine. */
const PACED_SHARE = 0.4
const SLOW_READERS = 100
/** What clients get where nothing else is configured. */
const HARD_LIMIT_BYTES = 4_194_304
/** Clients that do not read are waited for so long. */
const GIVE_UP_MS = 30_000
const STREAMS = '/stream?streams=btcusdt@trade/btcusdt@depth@100ms'
const MANY_STREAMS = `${STREAMS}/btcusdt@aggTrade/btcusdt@bookTicker`

/**
 * Signed orders over REST keep-alive and over the WebSocket API in JSON and in SBE, orders while a thousand clients are
 * told of them, and what clients that do not read cost, on this machine.
 */
export async function benchRest(
  directory: string,
  seconds: number,
  progress: Progress,
  terms: ServedTerms,
): Promise<BenchRow[]> {
  progress('the disk')
  const rows = [benchDisk(directory, 2_000 * seconds)]
  const exchange = await ServedExchange.start(directory, { ...terms, hardLimitBytes: HARD_LIMIT_BYTES })
  try {
    const keys: BenchKey[] = []
    for (let client = 0; client < CONNECTIONS; client += 1) keys.push(await exchange.key(`bench-${client}`))
    progress('warming up')
    await benchApi(exchange.url, keys, seconds)
    progress('REST, keep-alive')
    rows.push(await benchKeepAlive(exchange.url, keys, seconds))
    progress('the WebSocket API')
    const alone = await benchApi(exchange.url, keys, seconds)
    rows.push(alone)
    progress('the WebSocket API in SBE')
    rows.push(await benchApi(exchange.url, keys, seconds, SBE_FORMAT))
    progress(`${SUBSCRIBERS.toLocaleString('en-US')} subscribers`)
    rows.push(...await benchWithSubscribers({ exchange, keys, seconds, alone: alone.perSecond ?? 0 }))
    progress(`${SLOW_READERS} clients that do not read`)
    rows.push(await benchSlowReaders({ exchange, keys, seconds, alone: alone.perSecond ?? 0 }))
  } finally {
    await exchange.stop()
  }
  return rows
}

/** Orders that trade in pairs, so that the book stays as it is; as a query, signed. */
function orderQuery({ secret }: BenchKey, index: number, more = ''): string {
  const side = index % 2 === 0 ? 'BUY' : 'SELL'
  const order = `price=1000&quantity=0.0001&recvWindow=60000&side=${side}&symbol=BTCUSDT&timeInForce=GTC&timestamp=${Date.now()}&type=LIMIT`
  const query = `${more}${order}`
  return `${query}&signature=${createHmac('sha256', secret).update(query).digest('hex')}`
}

/** One order after the other on each of some connections that stay open. */
async function benchKeepAlive(url: string, keys: readonly BenchKey[], seconds: number): Promise<BenchRow> {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const latencies = new Latencies()
  let answers = 0
  let isOver = false
  const place = (key: BenchKey, index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const startMs = performance.now()
      const path = `/api/v3/order?${orderQuery(key, index)}`
      const headers = { 'x-mbx-apikey': key.apiKey, 'content-length': 0 }
      const sent = request({ hostname, port, agent, method: 'POST', path, headers }, (response) => {
        response.resume().once('end', () => {
          if (response.statusCode !== 200)
            reject(new Error(`the exchange refuses an order of the bench: ${String(response.statusCode)}`))
          answers += 1
          latencies.record((performance.now() - startMs) * 1_000)
          resolve()
        })
      })
      sent.once('error', reject).end()
    })
  const clients = keys.map(async (key, client) => {
    for (let index = client; !isOver; index += 1) await place(key, index)
  })
  const perSecond = await Promise.race([rateOf(() => answers, seconds), Promise.all(clients).then(() => 0)])
  isOver = true
  await Promise.all(clients)
  agent.destroy()
  const note = `${CONNECTIONS} connections, one signed order after the other on each; from sent to durable answer`
  return { name: 'order over REST, keep-alive', perSecond, latency: latencies.figures(), note }
}

/** How the WebSocket API is asked to answer, and what an answer says. */
interface ApiFormat {
  readonly name: string
  readonly query: string
  readonly idIn: (answer: string) => number
  readonly isDone: (answer: string) => boolean
}

const JSON_FORMAT: ApiFormat = {
  name: 'order over the WebSocket API',
  query: 'returnRateLimits=false',
  idIn: (answer) => Number(/"id":(\d+)/.exec(answer)?.[1] ?? -1),
  isDone: (answer) => answer.includes('"status":200'),
}

/** In an answer without rate limits: behind the header, the status, and behind an empty group the length of the id. */
const SBE_STATUS_AT = 9
const SBE_ID_AT = 15

const SBE_FORMAT: ApiFormat = {
  name: 'the same answered in SBE',
  query: 'returnRateLimits=false&responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5',
  idIn: (answer) => Number(answer.slice(SBE_ID_AT + 1, SBE_ID_AT + 1 + answer.charCodeAt(SBE_ID_AT))),
  isDone: (answer) => answer.charCodeAt(SBE_STATUS_AT) === 200,
}

interface ApiLoad {
  readonly rate: number
  readonly latencies: Latencies
}

interface LoadTerms {
  readonly format?: ApiFormat
  /** So many orders a second, evenly; where left out, a next one for each answer. */
  readonly perSecond?: number
}

/** Signed orders over the WebSocket API, some of each connection on their way or at an even pace. */
async function loadApi(
  url: string,
  keys: readonly BenchKey[],
  seconds: number,
  { format = JSON_FORMAT, perSecond }: LoadTerms = {},
): Promise<ApiLoad> {
  const latencies = new Latencies()
  const sentMs = new Map<number, number>()
  let [answers, next, isOver, refused] = [0, 0, false, '']
  const sockets: FrameSocket[] = []
  const send = (client: number): void => {
    const key = keys[client]!
    const index = next
    next += 1
    const params = Object.fromEntries(new URLSearchParams(orderQuery(key, index, `apiKey=${key.apiKey}&`)))
    sentMs.set(index, performance.now())
    sockets[client]!.send(JSON.stringify({ id: index, method: 'order.place', params }))
  }
  for (let client = 0; client < keys.length; client += 1)
    sockets.push(
      await FrameSocket.connect(url.replace('/ws', `/ws-api/v3?${format.query}`), (answer) => {
        const index = format.idIn(answer)
        if (!format.isDone(answer)) refused ||= answer
        latencies.record((performance.now() - (sentMs.get(index) ?? 0)) * 1_000)
        sentMs.delete(index)
        answers += 1
        if (!isOver && perSecond === undefined) send(client)
      }),
    )
  const ends = perSecond === undefined ? undefined : paced(perSecond, (order) => { send(order % keys.length) })
  if (ends === undefined)
    for (let window = 0; window < WINDOW; window += 1)
      for (let client = 0; client < keys.length; client += 1) send(client)
  const rate = await rateOf(() => answers, seconds)
  isOver = true
  ends?.()
  for (const socket of sockets) socket.close()
  if (refused !== '') throw new Error(`the exchange refuses an order of the bench: ${refused}`)
  return { rate, latencies }
}

async function benchApi(
  url: string,
  keys: readonly BenchKey[],
  seconds: number,
  format = JSON_FORMAT,
): Promise<BenchRow> {
  const { rate, latencies } = await loadApi(url, keys, seconds, { format })
  const note = `${CONNECTIONS} connections with ${WINDOW} signed orders each on their way, no self-trade prevention; from sent to durable answer`
  return { name: format.name, perSecond: rate, latency: latencies.figures(), note }
}

/** Does something so often a second, evenly, until the function returned is called. */
function paced(perSecond: number, act: (index: number) => void): () => void {
  const startMs = performance.now()
  let done = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - startMs) * perSecond) / 1_000
    for (; done < due; done += 1) act(done)
  }, 1)
  return () => { clearInterval(timer) }
}

interface Beside {
  readonly exchange: ServedExchange
  readonly keys: readonly BenchKey[]
  readonly seconds: number
  /** What was placed in a second with nobody else there. */
  readonly alone: number
}

async function benchWithSubscribers({ exchange, keys, seconds, alone }: Beside): Promise<BenchRow[]> {
  const perSecond = Math.round(alone * PACED_SHARE)
  const before = await loadApi(exchange.url, keys, seconds, { perSecond })
  const subscribers = await Subscribers.connect(exchange.url.replace('/ws', STREAMS), SUBSCRIBERS)
  const even = await loadApi(exchange.url, keys, seconds, { perSecond })
  const full = await loadApi(exchange.url, keys, seconds)
  const told = await subscribers.told()
  await subscribers.close()
  const shareOf = (rate: number, of: number): string => ((100 * rate) / of).toFixed(0)
  const pace = `${perSecond.toLocaleString('en-US')} a second sent evenly`
  const many = `${SUBSCRIBERS.toLocaleString('en-US')} subscribers`
  const readers = `${told.toLocaleString('en-US')} messages told, read by a process of low priority`
  return [
    row('order over the WebSocket API, evenly', before, `${pace}; from sent to durable answer`),
    row(`the same with ${many}`, even, `${pace}; ${shareOf(even.rate, before.rate)} % of as many without them`),
    row(`as many orders as go with ${many}`, full, `${shareOf(full.rate, alone)} % of as many without them; ${readers}`),
  ]
}

function row(name: string, { rate, latencies }: ApiLoad, note: string): BenchRow {
  return { name, perSecond: rate, latency: latencies.figures(), note }
}

async function benchSlowReaders({ exchange, keys, seconds, alone }: Beside): Promise<BenchRow> {
  const before = await exchange.residentBytes()
  const readers: FrameSocket[] = []
  const url = exchange.url.replace('/ws', MANY_STREAMS)
  while (readers.length < SLOW_READERS) readers.push(await FrameSocket.connect(url))
  for (const reader of readers) reader.pause()
  const startMs = performance.now()
  const { rate, latencies } = await loadApi(exchange.url, keys, seconds)
  let most = await exchange.residentBytes()
  // What the system keeps for a client is the most of it: it goes on until they are given up.
  const isOver = async (): Promise<boolean> => (await exchange.dialectConnections()) <= CONNECTIONS
  while (!(await isOver()) && performance.now() - startMs < GIVE_UP_MS) {
    await loadApi(exchange.url, keys, 1)
    most = Math.max(most, await exchange.residentBytes())
  }
  const tookSeconds = ((performance.now() - startMs) / 1_000).toFixed(0)
  const left = Math.max(0, (await exchange.dialectConnections()) - CONNECTIONS)
  for (const reader of readers) reader.close()
  const share = ((100 * rate) / alone).toFixed(0)
  const memory = `at most ${(Math.max(0, most - before) / 2 ** 20).toFixed(0)} MiB more`
  const note = `${share} % of as many without them; ${SLOW_READERS - left} of them given up within ${tookSeconds} s; ${memory}`
  return { name: `the same with ${SLOW_READERS} that do not read`, perSecond: rate, latency: latencies.figures(), note }
}
