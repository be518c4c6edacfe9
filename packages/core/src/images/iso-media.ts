/** A box of an ISO base media file (ISO/IEC 14496-12): its name and where its content lies. */
interface Box {
  name: string;
  from: number;
  to: number;
}

/** What an AVIF's boxes say that libvips does not tell. */
export interface AvifFacts {
  /** it has a still picture (a primary item), not only a film */
  still: boolean;
  /** colour primaries and transfer characteristics of that picture (ITU-T H.273), where its `nclx` box gives them */
  nclx?: { primaries: number; transfer: number } | undefined;
}

/** Boxes that are looked at, of any kind: an honest file has a few dozen. */
const MOST_BOXES = 5000;

/** Reads the boxes of an AVIF (ISO/IEC 23008-12 for `pitm`, `ipco`, `ipma`). Damaged ones count as absent. */
export function avifFacts(bytes: Uint8Array): AvifFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const meta = find(boxes(view, 0, bytes.length), 'meta');
    const inMeta = meta === undefined ? [] : boxes(view, meta.from + 4, meta.to);
    const primary = find(inMeta, 'pitm');
    if (primary === undefined) return { still: false };
    return { still: true, nclx: nclxOf(view, inMeta, itemOf(view, primary)) };
  } catch (error) {
    if (error instanceof RangeError) return { still: true }; // a box ends early: the decoder will say so
    throw error;
  }
}

function boxes(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to && found.length < MOST_BOXES; ) {
    const small = view.getUint32(at);
    // 1: the size stands behind the name, in 64 bits; 0: up to the end
    const head = small === 1 ? 16 : 8;
    const size = small === 1 ? Number(view.getBigUint64(at + 8)) : small === 0 ? to - at : small;
    if (size < head) break;
    const end = Math.min(to, at + size);
    found.push({ name: nameAt(view, at + 4), from: at + head, to: end });
    at = end;
  }
  return found;
}

const find = (among: readonly Box[], name: string) => among.find((box) => box.name === name);

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function itemOf(view: DataView, { from }: Box): number {
  return view.getUint8(from) === 0 ? view.getUint16(from + 4) : view.getUint32(from + 4);
}

function nclxOf(view: DataView, inMeta: readonly Box[], item: number): AvifFacts['nclx'] {
  const iprp = find(inMeta, 'iprp');
  const inside = iprp === undefined ? [] : boxes(view, iprp.from, iprp.to);
  const ipco = find(inside, 'ipco');
  const ipma = find(inside, 'ipma');
  if (ipco === undefined || ipma === undefined) return undefined;
  const properties = boxes(view, ipco.from, ipco.to);
  const colour = propertiesOf(view, ipma, item)
    .map((index) => properties[index - 1])
    .find((box) => box?.name === 'colr' && nameAt(view, box.from) === 'nclx');
  if (colour === undefined) return undefined;
  return { primaries: view.getUint16(colour.from + 4), transfer: view.getUint16(colour.from + 6) };
}

/** The properties associated with an item, counted from 1. */
function propertiesOf(view: DataView, { from, to }: Box, item: number): number[] {
  const [longItems, longIndices] = [view.getUint8(from) >= 1, (view.getUint8(from + 3) & 1) === 1];
  const entries = view.getUint32(from + 4);
  for (let entry = 0, at = from + 8; entry < entries && at < to; entry++) {
    const id = longItems ? view.getUint32(at) : view.getUint16(at);
    at += longItems ? 4 : 2;
    const count = view.getUint8(at++);
    const size = longIndices ? 2 : 1;
    if (id === item) {
      // the highest bit says that the property is essential
      return Array.from({ length: count }, (_, i) =>
        longIndices ? view.getUint16(at + 2 * i) & 0x7fff : view.getUint8(at + i) & 0x7f,
      );
    }
    at += count * size;
  }
  return [];
}
