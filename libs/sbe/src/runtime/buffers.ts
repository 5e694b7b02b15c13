/** What messages can be read from and written to. */
export type Octets = ArrayBuffer | SharedArrayBuffer | ArrayBufferView

/** The octets of a buffer, or of its part that a `Buffer` or another view is, for flyweights; nothing is copied. */
export function viewOf(octets: Octets): DataView {
  return ArrayBuffer.isView(octets)
    ? new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
    : new DataView(octets)
}

/** The octets of a part of a view, as another view of the same memory. */
export function octetsOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length)
}

/** Copies octets into a view, which has room for them. */
export function putOctets(view: DataView, at: number, octets: Uint8Array): void {
  octetsOf(view, at, octets.length).set(octets)
}

/** Sets every octet of a part of a view to a value, 0 unless told. */
export function fillOctets(view: DataView, at: number, length: number, value = 0): void {
  for (let offset = at; offset < at + length; offset += 1) view.setUint8(offset, value)
}

/** A view of nothing, which flyweights have until they are wrapped around something. */
export const NOTHING: DataView = new DataView(new ArrayBuffer(0))
