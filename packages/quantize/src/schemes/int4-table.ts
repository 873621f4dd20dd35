/**
 * Embedding tables of 4 bits, a scale for each block of a row; rows that are looked up are unpacked to floats, with ops of the standard alone.
 *
 * A byte has a step of the row's first half in its lower 4 bits and one of its second half in its upper, so that unpacking is two results side by side.
 */
import { cast, concat, divide, gather, multiply, reshape, scalar, subtract, type Value } from '@bertsmith/graph';
import { ConfigError, type Dimension, type Tensor, tensor } from '@bertsmith/tensor';
import { blockScales, nearestBlockSteps } from '../numbers/block-steps.js';
import { requireFiniteWeights } from '../numbers/channel-steps.js';
import type { LayerWeight, QuantizationScheme, WeightUse } from './quantization-scheme.js';

/** What a step stands for 0. */
const ZERO_STEP = 8;

/**
 * See the top of the file.
 *
 * @param options.blockSize weights of a row that share a scale; a divisor of the table's width, which is even. Default 32
 * @throws ConfigError when it is no whole number from 1
 */
export function int4Table({ blockSize = 32 }: { readonly blockSize?: number } = {}): QuantizationScheme {
  if (!Number.isSafeInteger(blockSize) || blockSize < 1) {
    throw new ConfigError(`int4Table: blockSize: expected a whole number from 1, found ${blockSize}`, {
      actual: blockSize,
    });
  }
  return {
    specificationVersion: 'v1',
    name: 'int4-table',
    settings: { block_size: blockSize },
    kinds: ['table'],
    choose: (weight) => tableTensors(weight, blockSize),
    rewrite: (use) => lookUp(use),
  };
}

function tableTensors({ data, rows, columns, name }: LayerWeight, blockSize: number): Record<string, Tensor> {
  requireFiniteWeights(data, name);
  if (columns % blockSize !== 0 || columns % 2 !== 0) {
    throw new ConfigError(`${name}: blocks of ${blockSize} do not fit a width of ${columns}: take an even divisor`, {
      name,
      blockSize,
      columns,
    });
  }
  const attributes = { bits: 4, blockSize } as const;
  const scales = blockScales(data, columns, attributes);
  const steps = nearestBlockSteps(data, columns, scales, attributes);
  return {
    int4: tensor('uint8', [rows, columns / 2], packHalves(steps, columns)) as Tensor,
    scales: tensor('float32', [rows, columns / blockSize], scales) as Tensor,
  };
}

function packHalves(steps: Uint8Array, columns: number): Uint8Array {
  const half = columns / 2;
  return Uint8Array.from({ length: steps.length / 2 }, (_, index) => {
    const first = Math.floor(index / half) * columns + (index % half);
    return (steps[first] as number) | ((steps[first + half] as number) << 4);
  });
}

function lookUp({ x, tensor: read }: WeightUse): Value {
  const bytes = cast(gather(read('int4'), x as never), 'int32') as Value<'int32'>;
  const upper = divide(bytes, 16) as Value;
  const lower = subtract(bytes, multiply(upper as never, 16) as never) as Value;
  const steps = cast(concat([lower, upper], bytes.shape.length - 1), 'float32') as Value<'float32'>;
  const scales = gather(read('scales'), x as never) as Value<'float32'>;
  const [width, blocks] = [steps.shape.at(-1) as number, scales.shape.at(-1) as number];
  const places = x.shape as readonly Dimension[];
  const centred = subtract(steps, scalar('float32', ZERO_STEP) as never) as Value;
  const byBlock = reshape(centred, [...places, blocks, width / blocks]) as Value<'float32'>;
  return reshape(multiply(byBlock, reshape(scales, [...places, blocks, 1]) as never) as Value, [...places, width]);
}
