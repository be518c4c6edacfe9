/**
 * A loss as a person reads it: three significant digits, never more than nine characters. Zero is `0`; a value
 * that is not a number stays visible as `NaN`, since that is what somebody looking at a loss must see.
 */
export function formatLoss(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return size >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}
