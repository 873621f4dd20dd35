/** Checks of what a caller hands in, before anything is copied or run. */
import { formatValueType, type Graph, type ValueType } from '@bertsmith/graph';
import {
  countElements,
  DTypeError,
  formatShape,
  InputError,
  isStorageOf,
  ShapeError,
  sameShape,
  type Tensor,
} from '@bertsmith/tensor';

type Tensors = ReadonlyMap<string, Tensor>;

/** @throws InputError, ShapeError or DTypeError that names the parameter that is missing or does not fit */
export function requireParameters(graph: Graph, parameters: Tensors): void {
  for (const [name, value] of graph.parameters) {
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new InputError(`parameter '${name}': the graph needs a tensor for it`, { name });
    requireType('parameter', name, value, tensor);
  }
}

/** @throws InputError, ShapeError or DTypeError that names the output that is unknown or does not fit */
export function requireOutputs(graph: Graph, outputs: Tensors): void {
  for (const [name, tensor] of outputs) {
    const value = graph.outputs.get(name);
    if (value === undefined) {
      const known = [...graph.outputs.keys()].join(', ');
      throw new InputError(`the graph has no output '${name}'; it has: ${known}`, { name });
    }
    requireType('output', name, value, tensor);
  }
}

/** @throws ShapeError or DTypeError when a tensor's data is not what its dtype and shape say */
export function requireData(what: string, name: string, { dtype, shape, data }: Tensor): void {
  if (!isStorageOf(dtype, data)) {
    throw new DTypeError(`${what} '${name}': a tensor of ${dtype} cannot be kept in a ${data.constructor.name}`, {
      name,
    });
  }
  if (data.length === countElements(shape)) return;
  throw new ShapeError(
    `${what} '${name}': ${formatShape(shape)} has ${countElements(shape)} elements, its data ${data.length}`,
    {
      name,
      expected: countElements(shape),
      actual: data.length,
    },
  );
}

function requireType(what: string, name: string, expected: ValueType, tensor: Tensor): void {
  const message = `${what} '${name}': expected ${formatValueType(expected)}, got ${formatValueType(tensor)}`;
  const details = { name, expected: expected.shape, actual: tensor.shape };
  if (expected.dtype !== tensor.dtype) throw new DTypeError(message, details);
  if (!sameShape(expected.shape, tensor.shape)) throw new ShapeError(message, details);
  requireData(what, name, tensor);
}
