/**
 * The few kinds of protobuf fields that an ONNX model needs, written by hand: a message is a list of
 * (field number, wire type, payload), and nothing is ever read back. 60 lines instead of a dependency.
 * Source: protobuf.dev/programming-guides/encoding.
 */
export class Message {
  readonly #parts: Uint8Array[] = [];

  /** int64, int32, enum: wire type 0. Negative numbers take ten bytes, as the format demands. */
  integer(field: number, value: number | bigint): this {
    this.#parts.push(varint(BigInt(field) << 3n), varint(BigInt.asUintN(64, BigInt(value))));
    return this;
  }

  /** float: wire type 5, four bytes little-endian */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#parts.push(varint((BigInt(field) << 3n) | 5n), bytes);
    return this;
  }

  /** length-delimited: wire type 2 */
  bytes(field: number, value: Uint8Array): this {
    this.#parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(value.byteLength)), value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    const length = this.#parts.reduce((sum, part) => sum + part.byteLength, 0);
    const result = new Uint8Array(length);
    let offset = 0;
    for (const part of this.#parts) {
      result.set(part, offset);
      offset += part.byteLength;
    }
    return result;
  }
}

/** Seven bits a byte, lowest first, the top bit says that more follow. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
