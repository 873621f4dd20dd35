/** A graph that computes with quantized weights in place of the floats. Names and types of its inputs and outputs stay. */
import {
  applyPasses,
  fuseBiasIntoQuantizedMatMul,
  type Graph,
  parameter,
  rebuildGraph,
  split,
  type Value,
} from '@bertsmith/graph';
import { ConfigError, type DType, type Tensor } from '@bertsmith/tensor';
import type { QuantizationScheme, WeightUse } from '../schemes/quantization-scheme.js';
import { type FoundUse, useOf } from './weight-uses.js';

/** The scheme of each weight that has one, by the name of the parameter. */
export type Formats = ReadonlyMap<string, QuantizationScheme>;

/** Under which name a scheme's tensor is kept. */
export function tensorName(weight: string, name: string): string {
  return `${weight}.${name}`;
}

/**
 * See the top of the file.
 *
 * @param tensors those of the schemes under their {@link tensorName}s; others are not looked at
 * @throws ConfigError when one is missing
 */
export function rewriteLayers(graph: Graph, formats: Formats, tensors: ReadonlyMap<string, Tensor>): Graph {
  const stored = storedValues(tensors);
  const rewritten = rebuildGraph(graph, (node, original) => {
    const use = useOf(node);
    const scheme = use && formats.get(use.weight);
    if (use === undefined || !scheme?.kinds.includes(use.kind)) return undefined;
    const value = scheme.rewrite(weightUse(use, stored));
    requireSameType(scheme, use, value, original.outputs[0] as Value);
    return [value];
  });
  return applyPasses(rewritten, [fuseBiasIntoQuantizedMatMul]);
}

/** A value for each tensor, the same whoever asks. */
function storedValues(tensors: ReadonlyMap<string, Tensor>): (name: string) => Value {
  const values = new Map<string, Value>();
  return (name) => {
    const found = values.get(name);
    if (found !== undefined) return found;
    const stored = tensors.get(name);
    if (stored === undefined) throw new ConfigError(`a quantized model has no tensor '${name}'`, { name });
    const value = parameter(name, stored.dtype as DType, stored.shape) as Value;
    values.set(name, value);
    return value;
  };
}

function weightUse({ kind, x, weight, piece }: FoundUse, stored: (name: string) => Value): WeightUse {
  return {
    kind,
    x,
    tensor: (name, rowAxis = 0) => {
      const whole = stored(tensorName(weight, name));
      if (piece === undefined || rowAxis === 'none') return whole;
      return split(whole, { axis: rowAxis, sizes: piece.sizes })[piece.index] as Value;
    },
  };
}

function requireSameType({ name }: QuantizationScheme, { weight }: FoundUse, value: Value, expected: Value): void {
  if (value.dtype === expected.dtype && value.shape.join() === expected.shape.join()) return;
  throw new ConfigError(
    `the scheme '${name}' computes ${value.dtype}[${value.shape}] in place of the ${expected.dtype}[${expected.shape}] of ${weight}`,
    { scheme: name, weight },
  );
}
