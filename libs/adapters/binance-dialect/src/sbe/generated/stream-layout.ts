import type { SchemaLayout } from '../layout.ts'

// Made from the schema by `npm run generate`; not to be edited.

/** The messages of schema 1, version 0. */
export const STREAM_LAYOUT: SchemaLayout = {
  schemaId: 1,
  version: 0,
  enums: {},
  sets: {},
  messages: {
    TradesStreamEvent: {
      templateId: 10000,
      length: 18,
      fields: [
        { name: 'eventTime', at: 0, kind: 'int64' },
        { name: 'transactTime', at: 8, kind: 'int64' },
        { name: 'priceExponent', at: 16, kind: 'exponent' },
        { name: 'qtyExponent', at: 17, kind: 'exponent' },
      ],
      groups: [
        {
          name: 'trades',
          countOctets: 4,
          length: 25,
          fields: [
            { name: 'id', at: 0, kind: 'int64' },
            { name: 'price', at: 8, kind: 'mantissa64', exponent: 'priceExponent' },
            { name: 'qty', at: 16, kind: 'mantissa64', exponent: 'qtyExponent' },
            { name: 'isBuyerMaker', at: 24, kind: 'boolean' },
          ],
          groups: [],
          data: [],
        },
      ],
      data: [{ name: 'symbol', lengthOctets: 1 }],
    },
    BestBidAskStreamEvent: {
      templateId: 10001,
      length: 50,
      fields: [
        { name: 'eventTime', at: 0, kind: 'int64' },
        { name: 'bookUpdateId', at: 8, kind: 'int64' },
        { name: 'priceExponent', at: 16, kind: 'exponent' },
        { name: 'qtyExponent', at: 17, kind: 'exponent' },
        { name: 'bidPrice', at: 18, kind: 'mantissa64', exponent: 'priceExponent' },
        { name: 'bidQty', at: 26, kind: 'mantissa64', exponent: 'qtyExponent' },
        { name: 'askPrice', at: 34, kind: 'mantissa64', exponent: 'priceExponent' },
        { name: 'askQty', at: 42, kind: 'mantissa64', exponent: 'qtyExponent' },
      ],
      groups: [],
      data: [{ name: 'symbol', lengthOctets: 1 }],
    },
    DepthSnapshotStreamEvent: {
      templateId: 10002,
      length: 18,
      fields: [
        { name: 'eventTime', at: 0, kind: 'int64' },
        { name: 'bookUpdateId', at: 8, kind: 'int64' },
        { name: 'priceExponent', at: 16, kind: 'exponent' },
        { name: 'qtyExponent', at: 17, kind: 'exponent' },
      ],
      groups: [
        {
          name: 'bids',
          countOctets: 2,
          length: 16,
          fields: [
            { name: 'price', at: 0, kind: 'mantissa64', exponent: 'priceExponent' },
            { name: 'qty', at: 8, kind: 'mantissa64', exponent: 'qtyExponent' },
          ],
          groups: [],
          data: [],
        },
        {
          name: 'asks',
          countOctets: 2,
          length: 16,
          fields: [
            { name: 'price', at: 0, kind: 'mantissa64', exponent: 'priceExponent' },
            { name: 'qty', at: 8, kind: 'mantissa64', exponent: 'qtyExponent' },
          ],
          groups: [],
          data: [],
        },
      ],
      data: [{ name: 'symbol', lengthOctets: 1 }],
    },
    DepthDiffStreamEvent: {
      templateId: 10003,
      length: 26,
      fields: [
        { name: 'eventTime', at: 0, kind: 'int64' },
        { name: 'firstBookUpdateId', at: 8, kind: 'int64' },
        { name: 'lastBookUpdateId', at: 16, kind: 'int64' },
        { name: 'priceExponent', at: 24, kind: 'exponent' },
        { name: 'qtyExponent', at: 25, kind: 'exponent' },
      ],
      groups: [
        {
          name: 'bids',
          countOctets: 2,
          length: 16,
          fields: [
            { name: 'price', at: 0, kind: 'mantissa64', exponent: 'priceExponent' },
            { name: 'qty', at: 8, kind: 'mantissa64', exponent: 'qtyExponent' },
          ],
          groups: [],
          data: [],
        },
        {
          name: 'asks',
          countOctets: 2,
          length: 16,
          fields: [
            { name: 'price', at: 0, kind: 'mantissa64', exponent: 'priceExponent' },
            { name: 'qty', at: 8, kind: 'mantissa64', exponent: 'qtyExponent' },
          ],
          groups: [],
          data: [],
        },
      ],
      data: [{ name: 'symbol', lengthOctets: 1 }],
    },
  },
}
