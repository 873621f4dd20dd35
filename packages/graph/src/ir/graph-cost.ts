import { type DimensionSizes, resolveShape } from '@bertsmith/tensor';
import type { Graph } from './graph.js';
import type { Cost, SizedType } from './op-definition.js';
import type { ValueType } from './value.js';

/** The cost of a run when the named dimensions have the given sizes: the sum over nodes, also by op. */
export interface GraphCost extends Cost {
  readonly byOp: ReadonlyMap<string, Cost>;
}

/** What one run of a graph costs. */
export function graphCost(graph: Graph, sizes: DimensionSizes): GraphCost {
  const byOp = new Map<string, Cost>();
  const total = { flops: 0, bytes: 0 };
  const sized = ({ dtype, shape }: ValueType): SizedType => ({ dtype, shape: resolveShape(shape, sizes) });
  for (const { op, inputs, outputs, attributes } of graph.nodes) {
    const cost = op.cost({ inputs: inputs.map(sized), outputs: outputs.map(sized), attributes });
    const before = byOp.get(op.name) ?? { flops: 0, bytes: 0 };
    byOp.set(op.name, { flops: before.flops + cost.flops, bytes: before.bytes + cost.bytes });
    total.flops += cost.flops;
    total.bytes += cost.bytes;
  }
  return { ...total, byOp };
}
