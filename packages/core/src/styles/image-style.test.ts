import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import type { Engine } from '../engines/engine.ts';
import type { Image } from '../images/image.ts';
import { random } from '../random.ts';
import { perceptual } from '../transfer/networks.ts';
import { imageStatistics, imageStyle } from './image-style.ts';

const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 1 });
after(() => engine.close());
const network = await perceptual();
const LAYERS = ['conv1_1', 'conv3_1'];

const next = random(5);
const painting: Image = {
  width: 96,
  height: 80,
  data: Float32Array.from({ length: 3 * 96 * 80 }, () => next()),
};

test('a painting goes through the network once a size, however often it is asked for', async () => {
  const looks: number[] = [];
  const counting = {
    statistics(...given: Parameters<Engine['statistics']>) {
      looks.push(given[2].width);
      return engine.statistics(...given);
    },
    features: engine.features.bind(engine),
  } as Partial<Engine> as Engine;
  const style = imageStyle(counting, network, LAYERS, [painting]);
  const [large, small] = [await style.at(96), await style.at(64)];
  assert.deepEqual(await style.at(96), large);
  assert.deepEqual(await style.at(64), small);
  assert.deepEqual(looks, [96, 64]);
  assert.deepEqual(small, await imageStatistics(engine, network, LAYERS, painting, 64));
});
