/**
 * A graph and its parameters as an ONNX file that stands alone.
 *
 * A protobuf message is a sequence of fields, in any order, and one that is a message or bytes is a number, a length and the content. So
 * protobufjs only encodes what is small; a parameter's bytes go out between a few bytes of ours as the very memory that they are in. Encoding
 * the whole with protobufjs would hold the weights three times: in the arena, in the writer's buffers, in the result.
 */
import { formatShape, InputError, sameShape, type Tensor } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import { formatValueType } from '../ir/value.js';
import { delimitedField, totalBytes } from './delimited-field.js';
import { ExternalData } from './external-data.js';
import { lowerGraph } from './lower-graph.js';
import type { LowerOptions } from './lower-to-onnx.js';
import { ONNX_DATA_TYPE } from './onnx-data-type.js';
import type { OnnxModelBuilder } from './onnx-model-builder.js';
import { EXTERNAL_DATA_LOCATION, FIELD_NUMBER, GraphProto, ModelProto, TensorProto } from './onnx-schema.js';

/** What {@link serializeOnnx} is given beside the graph. */
export interface SerializeOnnxOptions extends LowerOptions {
  /** A tensor for each parameter of the graph; others are not looked at. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The name of the file for external data, without a directory. */
  readonly dataFile: string;
  /** Whether larger parameters go into that file: always, or only when all together pass the 2 GiB of a protobuf message. Default `'large'`. */
  readonly externalData?: 'always' | 'large';
}

/** The content of the files; chunks are views of the parameters: write them before those change. */
export interface SerializedOnnx {
  readonly model: readonly Uint8Array[];
  /** What goes into `dataFile`, beside the model; none when the model has everything in it. */
  readonly data?: readonly Uint8Array[];
}

/** Readers of protobuf refuse a message of 2 GiB or more. */
const LARGEST_MESSAGE_BYTES = 2 ** 31 - 1;

/**
 * An ONNX model (opset 21) with the parameters in it as initializers, under their names, or in a file of external data.
 *
 * @throws InputError when a parameter has no tensor, or one of another type
 * @throws ConfigError when an output has the name of an input or parameter
 */
export function serializeOnnx(graph: Graph, options: SerializeOnnxOptions): SerializedOnnx {
  const tensors = [...graph.parameters.keys()].map((name) => [name, requireTensor(graph, name, options)] as const);
  const builder = lowerGraph(graph, options.domains ?? [], () => undefined);
  if (options.externalData !== 'always') {
    const model = encodeModel(builder, tensors);
    if (totalBytes(model) <= LARGEST_MESSAGE_BYTES) return { model };
  }
  const external = new ExternalData(options.dataFile);
  return { model: encodeModel(builder, tensors, external), data: external.chunks };
}

type NamedTensor = readonly [name: string, tensor: Tensor];

function requireTensor(graph: Graph, name: string, { parameters }: SerializeOnnxOptions): Tensor {
  const [expected, tensor] = [graph.parameters.get(name), parameters.get(name)];
  if (tensor === undefined)
    throw new InputError(`ONNX: parameter '${name}': the graph needs a tensor for it`, { name });
  if (expected?.dtype === tensor.dtype && sameShape(expected.shape, tensor.shape)) return tensor;
  throw new InputError(
    `ONNX: parameter '${name}': expected ${expected && formatValueType(expected)}, got ${tensor.dtype}${formatShape(tensor.shape)}`,
    { name, expected: expected?.shape, actual: tensor.shape },
  );
}

function encodeModel(
  builder: OnnxModelBuilder,
  tensors: readonly NamedTensor[],
  external?: ExternalData,
): Uint8Array[] {
  const { model, graph } = builder.fields();
  const initializers = tensors.flatMap((each) =>
    delimitedField(FIELD_NUMBER.initializer, encodeTensor(each, external)),
  );
  const rest = GraphProto.encode(GraphProto.fromObject(graph)).finish();
  const around = ModelProto.encode(ModelProto.fromObject(model)).finish();
  return [around, ...delimitedField(FIELD_NUMBER.graph, [rest, ...initializers])];
}

function encodeTensor([name, { dtype, shape, data }]: NamedTensor, external?: ExternalData): Uint8Array[] {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const fields = { name, dims: shape, dataType: ONNX_DATA_TYPE[dtype] };
  const place = external?.add(bytes);
  if (place === undefined) return [encodeFields(fields), ...delimitedField(FIELD_NUMBER.rawData, [bytes])];
  const externalData = Object.entries(place).map(([key, value]) => ({ key, value: `${value}` }));
  return [encodeFields({ ...fields, externalData, dataLocation: EXTERNAL_DATA_LOCATION })];
}

function encodeFields(fields: object): Uint8Array {
  return TensorProto.encode(TensorProto.fromObject(fields)).finish();
}
