import { type BertBase, headSize, rankOf } from '@bertsmith/bert-core';
import type { Tensor } from '@bertsmith/tensor';
import { presentHeads } from '../../src/structured/surgery/present-heads.js';
import type { NumbersByLayer } from '../../src/structured/surgery/remove-from-layers.js';

/** A copy of a model in which what heads and units give is multiplied by factors: 0 silences them. */
export function scaleUnits<Model extends BertBase>(
  model: Model,
  { heads = {}, units = {} }: { readonly heads?: NumbersByLayer; readonly units?: NumbersByLayer },
  factor = 0,
): Model {
  const copy = model.withConfig(model.config);
  copy.arena.data.set(model.arena.data);
  const size = headSize(model.config);
  const parameterOf = (layer: string, matrix: string) => {
    const name = `bert.encoder.layer.${layer}.${matrix}`;
    return rankOf(model.config, name) === undefined ? `${name}.weight` : `${name}.first.weight`;
  };
  for (const [layer, numbers] of Object.entries(heads)) {
    const present = presentHeads(model.config, Number(layer));
    const columns = new Set(
      numbers.flatMap((head) => [...Array(size).keys()].map((i) => present.indexOf(head) * size + i)),
    );
    scaleColumns(copy.arena.get(parameterOf(layer, 'attention.output.dense')), columns, factor);
  }
  for (const [layer, numbers] of Object.entries(units)) {
    scaleColumns(copy.arena.get(parameterOf(layer, 'output.dense')), new Set(numbers), factor);
  }
  return copy as Model;
}

function scaleColumns({ data, shape }: Tensor<'float32'>, columns: ReadonlySet<number>, factor: number): void {
  const width = shape[1] as number;
  data.forEach((value, at) => {
    if (columns.has(at % width)) data[at] = value * factor;
  });
}
