/**
 * A loss as a person reads it: three significant digits, never more than nine characters. Zero is `0`; a value
 * that is not a number stays visible as `NaN`, since that is what somebody looking at a loss must see. `language`: BCP 47, decides
 * between point and comma.
 */
export function formatLoss(value: number, language = 'en'): string {
  const point = new Intl.NumberFormat(language).format(1.5)[1];
  return plainLoss(value).replace('.', point);
}

function plainLoss(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return size >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}
