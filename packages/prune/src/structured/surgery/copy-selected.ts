import { ConfigError, formatShape, type Tensor } from '@bertsmith/tensor';

/** Which rows and columns of a parameter go on, in their order. Default: all. */
export interface Selection {
  readonly rows?: readonly number[] | undefined;
  readonly columns?: readonly number[] | undefined;
}

/** A parameter of a model, and the same of a smaller one. */
export interface SharedParameter {
  /** In the smaller model. */
  readonly name: string;
  /** `[rows, columns]`, or `[rows]`. */
  readonly source: Tensor<'float32'>;
  /** `[selected rows, selected columns]`, or `[selected rows]`. */
  readonly target: Tensor<'float32'>;
}

/**
 * Copies rows and columns of one parameter into another, bit for bit.
 *
 * @throws ConfigError when the smaller model has it in another shape: of a head of one's own nobody knows which rows would be meant
 */
export function copySelected({ name, source, target }: SharedParameter, { rows, columns }: Selection): void {
  requireSelectedShape({ name, source, target }, { rows, columns });
  const sourceWidth = widthOf(source);
  const targetWidth = widthOf(target);
  for (let row = 0; row < (target.shape[0] as number); row++) {
    const from = (rows?.[row] ?? row) * sourceWidth;
    const to = row * targetWidth;
    if (columns === undefined) target.data.set(source.data.subarray(from, from + sourceWidth), to);
    else copyColumns(source.data, target.data, { from, to, columns });
  }
}

function requireSelectedShape({ name, source, target }: SharedParameter, { rows, columns }: Selection): void {
  const [height, width] = [rows?.length, columns?.length];
  const expected = source.shape.map((size, axis) => [height, width][axis] ?? size);
  if (target.shape.join() === expected.join()) return;
  const [found, wanted, whole] = [target.shape, expected, source.shape].map((shape) => formatShape(shape));
  throw new ConfigError(
    `making a model smaller: '${name}' is ${found} in the smaller model, expected ${wanted} (it is ${whole} now): only what belongs to layers, heads, units and words is cut; let withConfig make all else as large as it is`,
    { name, expected, actual: target.shape },
  );
}

function copyColumns(
  source: Float32Array,
  target: Float32Array,
  { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: readonly number[] },
): void {
  for (let index = 0; index < columns.length; index++) {
    target[to + index] = source[from + (columns[index] as number)] as number;
  }
}

function widthOf({ shape }: Tensor<'float32'>): number {
  return shape.slice(1).reduce((product, size) => product * size, 1);
}
