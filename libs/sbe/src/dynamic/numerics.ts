import type { Numeric, Primitive } from '../schema/primitive.ts'

/** Reads a value of a primitive type; the caller has seen to it that its octets are there. */
export function readNumeric(view: DataView, at: number, primitive: Primitive, littleEndian: boolean): Numeric {
  switch (primitive) {
    case 'int8':
      return view.getInt8(at)
    case 'int16':
      return view.getInt16(at, littleEndian)
    case 'int32':
      return view.getInt32(at, littleEndian)
    case 'int64':
      return view.getBigInt64(at, littleEndian)
    case 'uint16':
      return view.getUint16(at, littleEndian)
    case 'uint32':
      return view.getUint32(at, littleEndian)
    case 'uint64':
      return view.getBigUint64(at, littleEndian)
    case 'float':
      return view.getFloat32(at, littleEndian)
    case 'double':
      return view.getFloat64(at, littleEndian)
    case 'char':
    case 'uint8':
      return view.getUint8(at)
  }
}

/** Writes a value of a primitive type, which it must be, where there is room for it. */
export function putNumeric(
  view: DataView,
  at: number,
  primitive: Primitive,
  value: Numeric,
  littleEndian: boolean,
): void {
  switch (primitive) {
    case 'int64':
      view.setBigInt64(at, BigInt(value), littleEndian)
      return
    case 'uint64':
      view.setBigUint64(at, BigInt(value), littleEndian)
      return
    case 'float':
      view.setFloat32(at, Number(value), littleEndian)
      return
    case 'double':
      view.setFloat64(at, Number(value), littleEndian)
      return
    case 'int16':
    case 'uint16':
      view.setInt16(at, Number(value), littleEndian)
      return
    case 'int32':
    case 'uint32':
      view.setInt32(at, Number(value), littleEndian)
      return
    case 'char':
    case 'int8':
    case 'uint8':
      view.setInt8(at, Number(value))
  }
}

/** Tells whether a value is what says that there is none; every NaN is. */
export function isNull(value: Numeric, nullValue: Numeric): boolean {
  return value === nullValue || (Number.isNaN(value) && Number.isNaN(nullValue))
}
