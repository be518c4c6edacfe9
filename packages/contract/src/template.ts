/** A text with its `{names}` filled in. A name without a value stays as it is, so that a mistake is seen. */
export function fill(template: string, data: Readonly<Record<string, string | number>> = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(data[name] ?? whole));
}
