export async function serve(_: object): Promise<number> {
  return 0;
}
