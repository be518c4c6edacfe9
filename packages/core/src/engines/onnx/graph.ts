import { Message, type Promised } from './protobuf.ts';

/** Name of a tensor inside the graph that is being written. */
export type Value = string;

/** Lengths of a tensor's axes; a name stands for one that is known when the graph runs. */
export type Shape = readonly (number | string)[];

type ElementType = 'float32' | 'int64';
type Attribute = number | string | readonly number[] | { float: number };

/** TensorProto.DataType in onnx.proto */
const DATA_TYPE = { float32: 1, int64: 7 } as const satisfies Record<ElementType, number>;
/** AttributeProto.AttributeType in onnx.proto */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;
/** IR version 8 and opset 17 (ONNX 1.12, 2022): every operator used here exists in them. */
const IR_VERSION = 8;
const OPSET = 17;

/** Name of the i-th node that WebGPU is kept from; the others need none. */
export function nameOfKept(i: number): string {
  return `kept.${i}`;
}

/** Writes one ONNX model, node by node. Everything is float32: the CPU has no other convolution. */
export class Graph {
  readonly #nodes: Message[] = [];
  readonly #initialisers: Message[] = [];
  readonly #inputs: Message[] = [];
  readonly #outputs: Message[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #domains = new Set<string>();
  /** of constants */
  readonly #shapes = new Map<Value, readonly number[]>();
  #counter = 0;
  #kept = 0;

  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    this.#inputs.push(valueInfo(name, shape, type));
    return name;
  }

  /** Marks a value as a result of the graph under the given name. */
  output(name: string, value: Value, shape: Shape): void {
    this.#nodes.push(node('Identity', [value], [name], {}, ''));
    this.#outputs.push(valueInfo(name, shape, 'float32'));
  }

  /** Adds a node; its single result has a fresh name. Attributes that are whole numbers become ints: wrap floats. */
  node(op: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}, domain = ''): Value {
    return this.nodes(op, inputs, attributes, 1, domain)[0]!;
  }

  /** The same for an operator with several results. */
  nodes(
    op: string,
    inputs: readonly Value[],
    attributes: Record<string, Attribute>,
    count: number,
    domain = '',
  ): Value[] {
    const results = Array.from({ length: count }, () => `${op}_${this.#counter++}`);
    if (domain !== '') this.#domains.add(domain);
    const emitted = node(op, inputs, results, attributes, domain);
    const isKept = count > 1 || (op === 'Conv' && isMistaken(this.#shapes.get(inputs[1]!) ?? []));
    this.#nodes.push(isKept ? emitted.string(3, nameOfKept(this.#kept++)) : emitted);
    return results;
  }

  /** data: read by `finish`, not before; a function is called there */
  tensor(data: Float32Array | readonly number[] | (() => Float32Array), shape: readonly number[]): Value {
    const byteLength = Float32Array.BYTES_PER_ELEMENT * shape.reduce((a, b) => a * b, 1);
    const content =
      typeof data === 'function'
        ? { byteLength, make: () => bytesOf(data()) }
        : bytesOf(data instanceof Float32Array ? data : Float32Array.from(data));
    return this.#initialiser('float32', content, shape);
  }

  scalar(value: number): Value {
    return this.#shared(`scalar ${value}`, () => this.tensor([value], []));
  }

  /** A constant list of whole numbers (shapes, axes, pads). */
  integers(values: readonly number[]): Value {
    return this.#shared(`integers ${values}`, () => {
      const data = BigInt64Array.from(values, (value) => BigInt(value));
      return this.#initialiser('int64', new Uint8Array(data.buffer), [values.length]);
    });
  }

  /** Scales of a Resize by the same factor in height and width. */
  scales(factor: number): Value {
    return this.#shared(`scales ${factor}`, () => this.tensor([1, 1, factor, factor], [4]));
  }

  /** The ModelProto, ready for an inference session. */
  finish(): Uint8Array {
    const graph = new Message();
    for (const message of this.#nodes) graph.message(1, message);
    graph.string(2, 'atelier');
    for (const message of this.#initialisers) graph.message(5, message);
    for (const message of this.#inputs) graph.message(11, message);
    for (const message of this.#outputs) graph.message(12, message);
    const model = new Message().integer(1, IR_VERSION).string(2, 'atelier').message(7, graph);
    model.message(8, new Message().string(1, '').integer(2, OPSET));
    for (const domain of this.#domains) model.message(8, new Message().string(1, domain).integer(2, 1));
    return model.finish();
  }

  #shared(key: string, make: () => Value): Value {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.#constants.set(key, value);
    return value;
  }

  #initialiser(type: ElementType, bytes: Uint8Array | Promised, shape: readonly number[]): Value {
    const name = `constant_${this.#counter++}`;
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    this.#initialisers.push(tensor.integer(2, DATA_TYPE[type]).string(8, name).bytes(9, bytes));
    this.#shapes.set(name, shape);
    return name;
  }
}

/**
 * Whether WebGPU computes a convolution wrongly (onnxruntime 1.30): to a multiple of four channels, from a multiple of three
 * that is none of four (findings/onnxruntime-webgpu-channels-of-three.sh). shape of the kernel: [out, in, H, W]
 */
function isMistaken([out, input, height, width]: readonly number[]): boolean {
  return height! * width! > 1 && out! % 4 === 0 && input! > 3 && input! % 3 === 0 && input! % 4 !== 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function node(
  op: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: Record<string, Attribute>,
  domain: string,
): Message {
  const message = new Message();
  for (const name of inputs) message.string(1, name);
  for (const name of outputs) message.string(2, name);
  if (outputs.length > 1) message.string(3, outputs[0]!);
  message.string(4, op);
  for (const [name, value] of Object.entries(attributes)) message.message(5, attribute(name, value));
  return message.string(7, domain);
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, ATTRIBUTE_TYPE.int);
  if (typeof value === 'string') {
    return message.string(4, value).integer(20, ATTRIBUTE_TYPE.string);
  }
  if ('float' in value) return message.float(2, value.float).integer(20, ATTRIBUTE_TYPE.float);
  for (const item of value) message.integer(8, item);
  return message.integer(20, ATTRIBUTE_TYPE.ints);
}

function valueInfo(name: string, shape: Shape, type: ElementType): Message {
  const dimensions = new Message();
  for (const size of shape) dimensions.message(1, dimension(size));
  const tensor = new Message().integer(1, DATA_TYPE[type]).message(2, dimensions);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}

function dimension(size: number | string): Message {
  return typeof size === 'number' ? new Message().integer(1, size) : new Message().string(2, size);
}
