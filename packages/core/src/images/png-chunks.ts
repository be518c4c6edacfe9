export interface PngChunk {
  name: string;
  /** first byte of the chunk: its length field */
  start: number;
  /** first byte of its data */
  data: number;
  /** bytes of data, as the file claims: may reach beyond its end */
  length: number;
  /** first byte behind its checksum, perhaps beyond the end of the file */
  end: number;
}

const SIGNATURE = 8;
/** length, name and checksum around the data */
const FRAME = 12;

/** The chunks of a PNG in their order. Nothing is checked but that a chunk's frame lies within the file. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = SIGNATURE; start + FRAME <= bytes.length; ) {
    const length = view.getUint32(start);
    const name = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    const end = start + FRAME + length;
    yield { name, start, data: start + 8, length, end };
    start = end;
  }
}
