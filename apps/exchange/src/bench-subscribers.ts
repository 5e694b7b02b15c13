import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { FrameSocket } from './bench/frame-socket.ts'

/*
 * Clients that listen to streams, in a process of their own: `<address> <how many>`. They say when they are there, and
 * how much they were told when they are asked.
 */

// They stand for machines elsewhere: what they cost is not to be taken from the exchange.
setPriority(constants.priority.PRIORITY_LOW)

const [url = '', count = '0'] = process.argv.slice(2)
const subscribers: FrameSocket[] = []
while (subscribers.length < Number(count)) subscribers.push(await FrameSocket.connect(url))
process.on('message', () => {
  process.send?.(subscribers.reduce((sum, { received }) => sum + received, 0))
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
