/**
 * `pass.ts TREE SIZE`: the fast network of a tree alone, with that tree's engine, in a process of its own. One pass whenever
 * it is asked, and what it cost.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { peakMemory } from './measure.ts';
import { samplePhoto } from './photo.ts';

const [tree, size] = process.argv.slice(2) as [string, string];
const from = (file: string) => import(pathToFileURL(join(tree, 'packages/core/src', file)).href);
const { chooseEngine } = (await from(
  'engines/choose.ts',
)) as typeof import('@atelier/core/engines/choose.ts');
const { resize } = (await from('images/resize.ts')) as typeof import('@atelier/core/images/resize.ts');
const { transform } = (await from(
  'transfer/networks.ts',
)) as typeof import('@atelier/core/transfer/networks.ts');

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
const network = await transform();
const photo = await resize(await samplePhoto(), Number(size), Number(size));
const [vector] = network.styles.values();

process.on('message', async () => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await engine.transform(network, photo, vector!);
  const { user, system } = process.cpuUsage(before);
  process.send!({
    seconds: (performance.now() - start) / 1000,
    cpu: (user + system) / 1e6,
    bytes: peakMemory(),
  });
});
