/** Bytes that are not made before they are written: of a large payload there is then one copy, the message itself. */
export interface Promised {
  readonly byteLength: number;
  make(): Uint8Array;
}

/**
 * The few kinds of protobuf fields that an ONNX model needs, written by hand: a message is a list of
 * (field number, wire type, payload), and nothing is ever read back. 70 lines instead of a dependency. Payloads
 * are copied once, by `finish`: they must stay as they are until then, or are made only then.
 * Source: protobuf.dev/programming-guides/encoding.
 */
export class Message {
  readonly #parts: (Uint8Array | Promised)[] = [];
  #length = 0;

  /** int64, int32, enum: wire type 0. Negative numbers take ten bytes, as the format demands. */
  integer(field: number, value: number | bigint): this {
    return this.#append([key(field, 0), varint(BigInt.asUintN(64, BigInt(value)))]);
  }

  /** float: wire type 5, four bytes little-endian */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#append([key(field, 5), bytes]);
  }

  /** length-delimited: wire type 2 */
  bytes(field: number, value: Uint8Array | Promised): this {
    return this.#append([key(field, 2), varint(value.byteLength), value]);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.#append([key(field, 2), varint(value.#length)]);
    return this.#append(value.#parts);
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      result.set('make' in part ? part.make() : part, offset);
      offset += part.byteLength;
    }
    return result;
  }

  #append(parts: readonly (Uint8Array | Promised)[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.byteLength;
    }
    return this;
  }
}

function key(field: number, wireType: number): Uint8Array {
  return varint(8 * field + wireType);
}

/** Nearly all numbers of a model. */
const ONE_BYTE = Array.from({ length: 128 }, (_, value) => Uint8Array.of(value));

/** Seven bits a byte, lowest first, the top bit says that more follow. */
function varint(value: number | bigint): Uint8Array {
  if (value < ONE_BYTE.length) return ONE_BYTE[Number(value)]!;
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
