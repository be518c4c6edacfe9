import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatTensorFile, type Tensor } from '../models/tensor-file.ts';
import { NARROW_VGG19 } from '../networks/architectures.ts';
import { random } from '../random.ts';

/** torchvision's way of naming, a few channels, and a classifier at the end that nobody needs. */
export function vggFile(seed: number, classifier = 40_000): Uint8Array {
  const next = random(seed);
  const tensor = (...shape: number[]): Tensor => {
    const length = shape.reduce((a, b) => a * b, 1);
    return { shape, data: Float32Array.from({ length }, () => next() - 0.5) };
  };
  const tensors = new Map<string, Tensor>([['classifier.0.weight', tensor(classifier)]]);
  let [input, index] = [3, 0];
  for (const spec of NARROW_VGG19) {
    if (spec.kind === 'convolution') {
      tensors.set(`features.${index}.weight`, tensor(4, input, 3, 3));
      tensors.set(`features.${index}.bias`, tensor(4));
      input = 4;
    }
    index += spec.kind === 'convolution' ? 2 : 1;
  }
  tensors.set('classifier.3.weight', tensor(classifier));
  return formatTensorFile(tensors, { format: 'pt' }, 'F32');
}

/** How a server of one file behaves, well or badly. */
export interface Behaviour {
  file: Uint8Array;
  ranges: boolean;
  etag: string | undefined;
  status: number | undefined;
  /** bytes of a body after which the line is cut, one request after the other */
  cuts: number[];
}

/** For tests: /model.safetensors; /moved sends one on to the same under another name of this machine. */
export class WeightsServer {
  behaviour: Behaviour;
  requests: IncomingMessage[] = [];
  /** bytes of bodies that were handed over */
  sent = 0;
  readonly #server: Server;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async open(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, done));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith('/moved')) {
      const location = `http://localhost:${this.port}/model.safetensors`;
      return void response.writeHead(302, { location }).end();
    }
    this.requests.push(request);
    const { file, ranges, etag, status, cuts } = this.behaviour;
    if (status !== undefined) return void response.writeHead(status).end();
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const condition = request.headers['if-range'];
    const partial = ranges && from !== undefined && (condition === undefined || condition === etag);
    const body = partial ? file.subarray(Number(from), Number(to) + 1) : file;
    const range = `bytes ${from}-${Number(from) + body.byteLength - 1}/${file.byteLength}`;
    response.writeHead(partial ? 206 : 200, {
      'content-length': body.byteLength,
      ...(etag === undefined ? {} : { etag }),
      ...(partial ? { 'content-range': range } : {}),
    });
    // The first byte alone is only asked for to look at the headers.
    const cut = (body.byteLength > 1 ? cuts.shift() : undefined) ?? Number.POSITIVE_INFINITY;
    this.sent += Math.min(cut, body.byteLength);
    if (cut >= body.byteLength) return void response.end(body);
    response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
  }
}
