/** IEEE 754 binary16 ⇄ number. Node 24's Float16Array does the same, which Node 22, where the library runs too, does not have. */

/** bits: the 16 bits of a half float. Exact: every half is a double. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Rounds to the nearest half, ties to even; beyond ±65504 to infinity. */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 halves are spaced evenly, above by their binary exponent.
  const exponent = Math.max(-14, Math.floor(Math.log2(size || Number.MIN_VALUE)));
  const steps = roundToEven(size / 2 ** (exponent - 10));
  // A rounded-up 2048 carries into the exponent by itself, and so does a subnormal 1024.
  return sign | (exponent === -14 ? steps : ((exponent + 14) << 10) + steps);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Absent on Node 22. */
const Native: typeof Float16Array | undefined = globalThis.Float16Array;

/** bytes: halves, little-endian, beginning anywhere in a buffer */
export function halvesToNumbers(bytes: Uint8Array): Float32Array {
  // a copy, as halves have to begin at an even place
  const { buffer } = new Uint8Array(bytes);
  return Native
    ? new Float32Array(new Native(buffer))
    : Float32Array.from(new Uint16Array(buffer), halfToNumber);
}

/** The nearest halves, little-endian. */
export function numbersToHalves(numbers: Float32Array): Uint8Array {
  return new Uint8Array((Native ? new Native(numbers) : Uint16Array.from(numbers, numberToHalf)).buffer);
}
