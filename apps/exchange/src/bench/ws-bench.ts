import { setTimeout as delay } from 'node:timers/promises'
import type { BenchRow, Progress } from './bench-report.ts'
import { benchDisk, benchPacedDisk } from './disk-bench.ts'
import { FrameSocket } from './frame-socket.ts'
import { Latencies } from './latencies.ts'
import { rateOf } from './rate-of.ts'
import { ServedExchange } from './served-exchange.ts'
import type { ServedTerms } from './served-exchange.ts'
import type { Processing } from './served-exchange.ts'

const PINGS = 5_000
const PACED_PER_SECOND = 5_000
const PACED_NOTE = 'an open loop: every millisecond those that are due go, whatever has been answered'
const CLIENTS = 8
/** Orders of a client on their way at full load. */
const WINDOW = 256
const SUBSCRIBERS = 200
/** Orders on their way while trades are broadcast. */
const BROADCAST_WINDOW = 512

/** Ping and pong, orders paced and at full load, and trades to many subscribers, over WebSocket on this machine. */
export async function benchWebSocket(
  directory: string,
  seconds: number,
  progress: Progress,
  terms: ServedTerms,
): Promise<BenchRow[]> {
  progress('the disk')
  const rows = [benchDisk(directory, 2_000 * seconds), await benchPacedDisk(directory, Math.ceil(250 * seconds))]
  const exchange = await ServedExchange.start(directory, terms)
  try {
    progress('warming up')
    await benchFull(exchange.url, seconds)
    progress('ping and pong')
    rows.push(await benchPing(exchange.url))
    progress(`${PACED_PER_SECOND.toLocaleString('en-US')} orders a second`)
    rows.push(...(await benchPaced(exchange, seconds)))
    progress('orders at full load')
    rows.push(await benchFull(exchange.url, seconds))
    progress(`trades to ${SUBSCRIBERS} subscribers`)
    rows.push(await benchBroadcast(exchange.url, seconds))
  } finally {
    await exchange.stop()
  }
  return rows
}

async function benchPing(url: string): Promise<BenchRow> {
  const latencies = new Latencies()
  let answered: (() => void) | undefined
  const socket = await FrameSocket.connect(url, () => answered?.())
  for (let ping = -PINGS / 10; ping < PINGS; ping += 1) {
    const startMs = performance.now()
    const pong = new Promise<void>((resolve) => (answered = resolve))
    socket.send('{"type":"ping"}')
    await pong
    if (ping >= 0) latencies.record((performance.now() - startMs) * 1_000)
  }
  socket.close()
  return { name: 'ping and pong, one at a time', latency: latencies.figures() }
}

/** Orders that trade in pairs, so that the book stays as it is. */
function orderText(index: number): string {
  const side = index % 2 === 0 ? 'buy' : 'sell'
  return `{"type":"limit_order","trader_id":"bench-${index % CLIENTS}","side":"${side}","price":"1000","quantity":"0.0001","request_id":${index}}`
}

const indexOf = (answer: string): number => Number(/"request_id":(\d+)/.exec(answer)?.[1] ?? -1)

/**
 * Connections whose traders have their accounts. Answers are told by the index of their request; what an owner is told
 * of its trades is passed over.
 */
async function connected(url: string, onAnswer: (index: number, text: string) => void): Promise<FrameSocket[]> {
  let opened = 0
  let waiting: (() => void) | undefined
  let isReady = false
  const hear = (text: string): void => {
    const index = indexOf(text)
    if (isReady && index >= 0) onAnswer(index, text)
    if (isReady) return
    opened += 1
    waiting?.()
  }
  const sockets: FrameSocket[] = []
  for (let client = 0; client < CLIENTS; client += 1) sockets.push(await FrameSocket.connect(url, hear))
  for (const [client, socket] of sockets.entries()) {
    const answered = new Promise<void>((resolve) => (waiting = resolve))
    socket.send(`{"type":"balances","trader_id":"bench-${client}"}`)
    await answered
  }
  if (opened !== CLIENTS) throw new Error(`each client has one answer: ${opened}`)
  isReady = true
  return sockets
}

async function benchPaced(exchange: ServedExchange, seconds: number): Promise<BenchRow[]> {
  const latencies = new Latencies()
  const count = Math.round(PACED_PER_SECOND * seconds)
  const everyMs = 1_000 / PACED_PER_SECOND
  const sentMs = new Float64Array(count)
  let answers = 0
  let refused = ''
  const sockets = await connected(exchange.url, (index, text) => {
    if (text.startsWith('{"type":"error"')) refused ||= text
    answers += 1
    latencies.record((performance.now() - sentMs[index]!) * 1_000)
  })
  const before = await exchange.processing()
  const startMs = performance.now()
  for (let sent = 0; answers < count && refused === ''; ) {
    // The clients wait for no answer: what is late by the timer goes at once, several together.
    const due = Math.min(count, Math.floor((performance.now() - startMs) / everyMs))
    for (; sent < due; sent += 1) {
      sentMs[sent] = performance.now()
      sockets[sent % CLIENTS]!.send(orderText(sent))
    }
    await delay(1)
  }
  const took = (performance.now() - startMs) / 1_000
  const processing = processingRow(before, await exchange.processing())
  for (const socket of sockets) socket.close()
  if (refused !== '') throw new Error(`the exchange refuses an order of the bench: ${refused}`)
  const name = `order, ${PACED_PER_SECOND.toLocaleString('en-US')} a second: sent to durable answer`
  return [processing, { name, perSecond: count / took, latency: latencies.figures(), note: PACED_NOTE }]
}

/** What the exchange has measured between two looks. */
function processingRow(before: Processing, after: Processing): BenchRow {
  const count = after.count - before.count
  const meanUs = ((after.seconds - before.seconds) / count) * 1e6
  const atUs = (part: number): number => {
    for (const [le, total] of after.buckets) if (total - (before.buckets.get(le) ?? 0) >= count * part) return le * 1e6
    return Number.POSITIVE_INFINITY
  }
  const latency = { count, meanUs, p50Us: atUs(0.5), p99Us: atUs(0.99), p999Us: atUs(0.999) }
  return { name: 'order: parsed to result ready', latency, note: 'as the exchange measures it; percentiles by the upper ends of buckets' }
}

async function benchFull(url: string, seconds: number): Promise<BenchRow> {
  const latencies = new Latencies()
  const sentMs = new Map<number, number>()
  let next = 0
  let answers = 0
  let isOver = false
  const sockets = await connected(url, (index) => {
    const nowMs = performance.now()
    latencies.record((nowMs - (sentMs.get(index) ?? nowMs)) * 1_000)
    sentMs.delete(index)
    answers += 1
    if (!isOver) send(sockets[index % CLIENTS]!, index % CLIENTS)
  })
  const send = (socket: FrameSocket, client: number): void => {
    const index = next * CLIENTS + client
    next += 1
    sentMs.set(index, performance.now())
    socket.send(orderText(index))
  }
  for (let window = 0; window < WINDOW; window += 1)
    sockets.forEach((socket, client) => {
      send(socket, client)
    })
  const perSecond = await rateOf(() => answers, seconds)
  isOver = true
  for (const socket of sockets) socket.close()
  const note = `${CLIENTS} connections with ${WINDOW} orders each on their way; from sent to answered`
  return { name: 'durable orders at full load', perSecond, latency: latencies.figures(), note }
}

async function benchBroadcast(url: string, seconds: number): Promise<BenchRow> {
  const subscribers: FrameSocket[] = []
  for (let subscriber = 0; subscriber < SUBSCRIBERS; subscriber += 1) {
    const socket = await FrameSocket.connect(url)
    socket.send('{"type":"subscribe","channels":["trades"]}')
    subscribers.push(socket)
  }
  let next = 0
  let isOver = false
  const sockets = await connected(url, (index) => {
    if (!isOver) send(index % CLIENTS)
  })
  const send = (client: number): void => {
    sockets[client]!.send(orderText(next * CLIENTS + client))
    next += 1
  }
  for (let window = 0; window < BROADCAST_WINDOW; window += 1) send(window % CLIENTS)
  const total = (): number => subscribers.reduce((sum, { received }) => sum + received, 0)
  const perSecond = await rateOf(total, seconds)
  isOver = true
  for (const socket of [...sockets, ...subscribers]) socket.close()
  return { name: `trades delivered to ${SUBSCRIBERS} subscribers`, perSecond, note: 'each trade to each, while orders trade as fast as they can' }
}
