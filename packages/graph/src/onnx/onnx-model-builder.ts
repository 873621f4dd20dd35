import {
  bytesPerElement,
  type Dimension,
  type DType,
  dimensionNames,
  multiplyDimensions,
  type Shape,
  ShapeError,
  type Storage,
} from '@bertsmith/tensor';
import { storeNumbers } from '../interpreter/storage-numbers.js';
import type { ValueType } from '../ir/value.js';
import { ONNX_DATA_TYPE } from './onnx-data-type.js';
import { int, type OnnxAttribute, type OnnxAttributes, type OnnxDomain, type OnnxEmitter } from './onnx-emitter.js';
import { ATTRIBUTE_TYPE, ModelProto } from './onnx-schema.js';

/** A node as protobufjs takes it. */
interface NodeFields {
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly [field: string]: unknown;
}

/** The two messages of a model, as protobufjs takes them: the graph, and what is around it. */
export interface ModelFields {
  readonly model: object;
  readonly graph: object;
}

/** The newest versions that onnxruntime 1.30 and tools of the last two years read. */
const OPSET_VERSION = 21;
const IR_VERSION = 10;

/** Constants of up to this many bytes are compared, so that equal ones are written once. */
const SHARED_CONSTANT_BYTES = 64;

/** Where the size of a named dimension can be read: axis `axis` of input `input`. */
interface DimensionSource {
  readonly input: string;
  readonly axis: number;
}

/** Collects the parts of an ONNX model and encodes them. */
export class OnnxModelBuilder implements OnnxEmitter {
  readonly #domains: readonly OnnxDomain[];
  readonly #reservedNames: ReadonlySet<string>;
  readonly #nodes: NodeFields[] = [];
  readonly #inputs: object[] = [];
  readonly #outputs: object[] = [];
  readonly #initializers: object[] = [];
  readonly #dimensionSources = new Map<string, DimensionSource>();
  readonly #sharedNames = new Map<string, string>();
  /** The outputs' names by those that the builder made for the same values. */
  readonly #outputNames = new Map<string, string>();
  #nameCount = 0;

  /** @param reservedNames of inputs and outputs; names that the builder makes are others */
  constructor(domains: readonly OnnxDomain[], reservedNames: ReadonlySet<string>) {
    this.#domains = domains;
    this.#reservedNames = reservedNames;
  }

  addInput(name: string, type: ValueType): string {
    this.#inputs.push(valueInfo(name, type));
    for (const [axis, dimension] of type.shape.entries()) {
      if (typeof dimension !== 'string' || dimension.includes('*')) continue;
      if (!this.#dimensionSources.has(dimension)) this.#dimensionSources.set(dimension, { input: name, axis });
    }
    return name;
  }

  /**
   * The node that makes an output is given its name. A value that has a name already, because it is an input, a constant or another output,
   * is copied, and right where it is made: runtimes order nodes by their places, and one at the end of the file would be run first.
   */
  addOutput(name: string, type: ValueType, source: string): void {
    this.#outputs.push(valueInfo(name, type));
    const maker = this.#nodes.findIndex(({ output }) => output.includes(source));
    if (maker < 0 || this.#outputNames.has(source)) {
      this.#nodes.splice(maker + 1, 0, this.#createNode('Identity', [source], [name], {}, ''));
    } else {
      this.#outputNames.set(source, name);
    }
  }

  allows(domain: OnnxDomain): boolean {
    return domain === '' || this.#domains.includes(domain);
  }

  node(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}, domain: OnnxDomain = ''): string {
    return this.nodeWithOutputs(opType, inputs, 1, attributes, domain)[0] as string;
  }

  nodeWithOutputs(
    opType: string,
    inputs: readonly string[],
    outputCount: number,
    attributes: OnnxAttributes = {},
    domain: OnnxDomain = '',
  ): readonly string[] {
    const outputs = Array.from({ length: outputCount }, () => this.#newName());
    this.#pushNode(opType, inputs, outputs, attributes, domain);
    return outputs;
  }

  constant<D extends DType>(dtype: D, shape: readonly number[], data: Storage<D>): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.length * bytesPerElement(dtype));
    if (rawData.length > SHARED_CONSTANT_BYTES) return this.#addInitializer(dtype, shape, rawData);
    return this.#shared(`constant ${dtype} [${shape.join()}] ${rawData.join()}`, () =>
      this.#addInitializer(dtype, shape, rawData),
    );
  }

  scalar(dtype: DType, value: number): string {
    return this.constant(dtype, [], storeNumbers(dtype, [value]));
  }

  sizes(shape: Shape): string {
    if (shape.every((dimension) => typeof dimension === 'number')) return this.#int64Constant(shape as number[]);
    return this.#shared(`sizes ${shape.join()}`, () =>
      this.node(
        'Concat',
        shape.map((dimension) => this.#sizeVector(dimension)),
        { axis: int(0) },
      ),
    );
  }

  size(dimension: Dimension): string {
    return this.#shared(`size ${dimension}`, () => {
      const scalarShape = this.constant('int64', [0], new BigInt64Array(0));
      return this.node('Reshape', [this.#sizeVector(dimension), scalarShape]);
    });
  }

  /** The bytes of the model. */
  encode(): Uint8Array {
    const { model, graph } = this.fields();
    return ModelProto.encode(ModelProto.fromObject({ ...model, graph })).finish();
  }

  /** What the model has in it, for whoever writes it piece by piece. */
  fields(): ModelFields {
    const opsetImport = [
      { domain: '', version: OPSET_VERSION },
      ...this.#domains.filter((domain) => domain !== '').map((domain) => ({ domain, version: 1 })),
    ];
    const graph = {
      name: 'bertsmith',
      node: this.#withoutUnusedOutputs().map((node) => this.#withOutputNames(node)),
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
    return { model: { irVersion: IR_VERSION, producerName: 'bertsmith', opsetImport }, graph };
  }

  /** Optional outputs that nothing reads (a normalization's statistics) are not asked for: some runtimes do not have them. */
  #withoutUnusedOutputs(): NodeFields[] {
    const used = new Set([...this.#nodes.flatMap(({ input }) => input), ...this.#outputNames.keys()]);
    return this.#nodes.map((node) => {
      if (!hasOptionalOutputs(node)) return node;
      return { ...node, output: node.output.slice(0, node.output.findLastIndex((name) => used.has(name)) + 1) };
    });
  }

  #withOutputNames(node: NodeFields): NodeFields {
    const rename = (name: string) => this.#outputNames.get(name) ?? name;
    return { ...node, input: node.input.map(rename), output: node.output.map(rename) };
  }

  /** An int64 vector of one element: the size of a dimension. */
  #sizeVector(dimension: Dimension): string {
    if (typeof dimension === 'number') return this.#int64Constant([dimension]);
    return this.#shared(`size vector ${dimension}`, () => {
      const names = dimensionNames(dimension);
      const factor = factorOf(dimension, names);
      const factors = names.map((name) => this.#readSize(name));
      if (factor !== 1) factors.push(this.#int64Constant([factor]));
      return factors.reduce((product, next) => this.node('Mul', [product, next]));
    });
  }

  #readSize(name: string): string {
    const source = this.#dimensionSources.get(name);
    if (source === undefined) {
      throw new ShapeError(
        `the size of dimension '${name}' cannot be read: no input or parameter of the graph has it as an axis`,
        {
          dimension: name,
        },
      );
    }
    const { input, axis } = source;
    return this.#shared(`read ${name}`, () => this.node('Shape', [input], { start: int(axis), end: int(axis + 1) }));
  }

  #int64Constant(values: readonly number[]): string {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  #addInitializer(dtype: DType, dims: readonly number[], rawData: Uint8Array): string {
    const name = this.#newName();
    this.#initializers.push({ name, dims, dataType: ONNX_DATA_TYPE[dtype], rawData });
    return name;
  }

  #shared(key: string, make: () => string): string {
    let name = this.#sharedNames.get(key);
    if (name === undefined) {
      name = make();
      this.#sharedNames.set(key, name);
    }
    return name;
  }

  #pushNode(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attributes: OnnxAttributes,
    domain: OnnxDomain,
  ): void {
    this.#nodes.push(this.#createNode(opType, input, output, attributes, domain));
  }

  #createNode(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attributes: OnnxAttributes,
    domain: OnnxDomain,
  ): NodeFields {
    const attribute = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value));
    return { opType, domain, input, output, attribute, name: `${opType}_${this.#nodes.length}` };
  }

  #newName(): string {
    const name = `t${this.#nameCount++}`;
    return this.#reservedNames.has(name) ? this.#newName() : name;
  }
}

/** All outputs of the others are part of what they mean: `Split` counts its outputs. */
function hasOptionalOutputs({ opType }: NodeFields): boolean {
  return opType === 'LayerNormalization';
}

function factorOf(dimension: string, names: readonly string[]): number {
  const product = multiplyDimensions([dimension]) as string;
  return product === names.join('*') ? 1 : Number(product.split('*')[0]);
}

function valueInfo(name: string, { dtype, shape }: ValueType): object {
  const dim = shape.map((dimension) =>
    typeof dimension === 'number' ? { dimValue: dimension } : { dimParam: dimension },
  );
  return { name, type: { tensorType: { elemType: ONNX_DATA_TYPE[dtype], shape: { dim } } } };
}

function encodeAttribute(name: string, attribute: OnnxAttribute): object {
  const type = ATTRIBUTE_TYPE[attribute.kind];
  switch (attribute.kind) {
    case 'int':
      return { name, type, i: attribute.value };
    case 'ints':
      return { name, type, ints: attribute.value };
    case 'float':
      return { name, type, f: attribute.value };
    case 'string':
      return { name, type, s: new TextEncoder().encode(attribute.value) };
  }
}
