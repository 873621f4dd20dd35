import { type Backend, createGraph, input, matmul, type Value } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';

/** The mean of `x x^T` over rows, `[columns, columns]`. @param rows float32 `[rows, columns]` */
export async function secondMoments(backend: Backend, rows: Float32Array, columns: number): Promise<Float64Array> {
  const x: Value<'float32'> = input('x', 'float32', ['rows', columns]);
  const graph = createGraph({ sums: matmul(x, x, { transposeA: true }) });
  await using executable = await backend.compile({ graph });
  const count = rows.length / columns;
  const outputs = await executable.run({ x: tensor('float32', [count, columns], rows) as Tensor });
  return Float64Array.from(outputs.get('sums')?.data as Float32Array, (sum) => sum / count);
}
