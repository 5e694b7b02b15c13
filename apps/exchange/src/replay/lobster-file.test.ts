import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LobsterFileError, parseBookRow, parseMessage, readBookRows, readMessages } from './lobster-file.ts'
import type { LobsterMessage } from './lobster-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlob-lobster-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

const GOOD = '34200.004241176,1,16113575,18,5853300,1'

describe('a LOBSTER message line', () => {
  it.each([
    ['', 'a message has 6 columns, this line has 0: ""'],
    ['34200.1,1,7,18,5853300', 'a message has 6 columns, this line has 5: "34200.1,1,7,18,5853300"'],
    ['34200.1,1,7,18,5853300,1,', 'a message has 6 columns, this line has 7: "34200.1,1,7,18,5853300,1,"'],
    ['9:30,1,7,18,5853300,1', 'the time is not seconds after midnight: "9:30"'],
    ['-1,1,7,18,5853300,1', 'the time is not seconds after midnight: "-1"'],
    ['34200.1,8,7,18,5853300,1', 'the message type is none of 1 to 7: "8"'],
    ['34200.1,,7,18,5853300,1', 'the message type is none of 1 to 7: ""'],
    ['34200.1,1,x,18,5853300,1', 'the order id is not a whole number: "x"'],
    ['34200.1,1,99999999999999999,18,5853300,1', 'the order id is not a whole number: "99999999999999999"'],
    ['34200.1,1,7,1e3,5853300,1', 'the size is not a whole number of shares: "1e3"'],
    ['34200.1,1,7,-5,5853300,1', 'the size is not a whole number of shares: "-5"'],
    ['34200.1,1,7,18,585.33,1', 'the price is not a whole number (dollars times 10,000): "585.33"'],
    ['34200.1,1,7,18,5853300,0', 'the direction is neither 1 nor -1: "0"'],
    ['34200.1,1,7,0,5853300,1', 'a message of type 1 needs an order id, a size and a price above 0: "34200.1,1,7,0,5853300,1"'],
    ['34200.1,4,0,18,5853300,1', 'a message of type 4 needs an order id, a size and a price above 0: "34200.1,4,0,18,5853300,1"'],
    ['34200.1,1,7,18,2147483648,1', 'the price is above the highest that the book takes, 2147483647: 2147483648'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(parseMessage(text, 1)).toBe(problem)
  })

  it('cuts a long value that it shows', () => {
    expect(parseMessage(`${'9'.repeat(500)},1,7,18,5853300,1`, 1)).toHaveLength(82 + 3 + 'the time is not seconds after midnight: '.length)
  })

  it('is read with its time in microseconds', () => {
    const expected: LobsterMessage = {
      line: 3,
      timeUs: 34_200_004_241,
      type: 1,
      orderId: 16_113_575,
      quantityShares: 18,
      price: 5_853_300,
      side: 'buy',
    }
    expect(parseMessage(GOOD, 3)).toEqual(expected)
  })

  it('may name no order where it reports a hidden execution or a halt', () => {
    expect(parseMessage('36023,7,0,0,-1,-1', 1)).toMatchObject({ type: 7, price: -1 })
    expect(parseMessage('36023.5,5,0,100,5853350,1', 1)).toMatchObject({ type: 5, orderId: 0 })
  })
})

describe('a LOBSTER orderbook line', () => {
  it.each([
    ['', 'a row has 4 columns a level, this one has 0'],
    ['309000,100,308900', 'a row has 4 columns a level, this one has 3'],
    ['x,100,308900,100', 'column 1 is not a price: "x"'],
    ['309000,100,308900,-1', 'column 4 is not a size: "-1"'],
    ['309000,100,0,5', 'column 3 is not a price from 1 to 2147483647: 0'],
    ['9999999999,100,308900,5', 'column 1 is not a price from 1 to 2147483647: 9999999999'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(parseBookRow(text, 1)).toBe(problem)
  })

  it('must be as wide as the one before', () => {
    expect(parseBookRow('309000,100,308900,100', 2, 8)).toBe('the row has 4 columns, those before it 8')
  })

  it('has empty levels where the file fills up with dummies', () => {
    expect(parseBookRow('309000,100,308900,200,9999999999,0,-9999999999,0', 1)).toEqual({
      line: 1,
      asks: [{ price: 309_000, quantityShares: 100 }, { price: 0, quantityShares: 0 }],
      bids: [{ price: 308_900, quantityShares: 200 }, { price: 0, quantityShares: 0 }],
    })
  })
})

describe('a LOBSTER file', () => {
  it('that is absent is named', async () => {
    const path = join(folder, 'absent.csv')
    await expect(all(readMessages(path))).rejects.toThrow(new LobsterFileError(path, undefined, 'there is no such file'))
  })

  it('that is a folder is named', async () => {
    await expect(all(readMessages(folder))).rejects.toThrow(`${folder}: is a folder, not a file`)
  })

  it('that is empty is named', async () => {
    const path = await file('empty.csv', '')
    await expect(all(readMessages(path))).rejects.toThrow(`${path}: is empty`)
    await expect(all(readBookRows(path))).rejects.toThrow(`${path}: is empty`)
  })

  it('with a bad line is named with the line', async () => {
    const path = await file('bad.csv', `${GOOD}\n${GOOD}\n34200.1,1,7\n`)
    await expect(all(readMessages(path))).rejects.toThrow(`${path}:3: a message has 6 columns, this line has 3`)
  })

  it('whose time goes back is named with the line', async () => {
    const path = await file('back.csv', `${GOOD}\n34199,1,8,18,5853300,1\n`)
    await expect(all(readMessages(path))).rejects.toThrow(`${path}:2: the time goes back: 34199,1,8,18,5853300,1`)
  })

  it('whose compression is cut off is named, after the whole lines', async () => {
    const text = Array.from({ length: 3000 }, (_, index) => `34200.${index},3,${index * 7919 + 1},18,5853300,1`).sort().join('\n')
    const path = await file('cut.csv.gz', gzipSync(text).subarray(0, 9000))
    const seen: LobsterMessage[] = []
    const reading = (async () => {
      for await (const message of readMessages(path)) seen.push(message)
    })()
    await expect(reading).rejects.toThrow(/cut\.csv\.gz(:\d+)?: (cannot be read: unexpected end of file|a message has 6 columns)/)
    expect(seen.length).toBeLessThan(3000)
  })

  it('is the same plain, with carriage returns and compressed', async () => {
    const text = `${GOOD}\n34200.5,3,16113575,18,5853300,1\n`
    const plain = await all(readMessages(await file('plain.csv', text)))
    expect(plain).toHaveLength(2)
    expect(await all(readMessages(await file('crlf.csv', text.replaceAll('\n', '\r\n'))))).toEqual(plain)
    expect(await all(readMessages(await file('packed.csv.gz', gzipSync(text))))).toEqual(plain)
    expect(await all(readMessages(await file('packed-by-content-alone.csv', gzipSync(text))))).toEqual(plain)
  })

  it('reports how much of it was read', async () => {
    const path = await file('progress.csv', `${GOOD}\n`)
    const progress = { totalBytes: 0, readBytes: 0 }
    await all(readMessages(path, progress))
    expect(progress).toEqual({ totalBytes: GOOD.length + 1, readBytes: GOOD.length + 1 })
  })
})
