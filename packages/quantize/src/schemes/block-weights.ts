/**
 * Weights of 4 or 8 bits in blocks, each block with a scale of its own; activations stay floats. The file is small; products are about as fast as those of
 * float32 on a CPU, since weights are widened inside them.
 */
import { type BlockAttributes, blockQuantizedMatMul } from '@bertsmith/graph';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import { blockScales, nearestBlockSteps, packBlocks } from '../numbers/block-steps.js';
import { requireFiniteWeights } from '../numbers/channel-steps.js';
import { compensatedSteps } from '../numbers/compensated-steps.js';
import type { LayerWeight, QuantizationScheme } from './quantization-scheme.js';
import { checkRounding, roundingNeeds, type WeightRounding } from './weight-rounding.js';

/** How weights in blocks are made. */
export interface BlockWeightOptions {
  readonly bits: 4 | 8;
  /** Weights that share a scale: 16, 32, 64, 128 or 256. Default 32. */
  readonly blockSize?: number;
  /** Default `'nearest'`. */
  readonly rounding?: WeightRounding;
}

const BLOCK_SIZES: readonly unknown[] = [16, 32, 64, 128, 256];

/** See the top of the file. @throws ConfigError for an option that is out of range */
export function blockWeights({ bits, blockSize = 32, rounding = 'nearest' }: BlockWeightOptions): QuantizationScheme {
  checkRounding({ rounding });
  checkSizes(bits, blockSize);
  const attributes: BlockAttributes = { bits, blockSize };
  return {
    specificationVersion: 'v1',
    name: 'block-weights',
    settings: { bits, block_size: blockSize },
    kinds: ['matrix'],
    domains: ['com.microsoft'],
    needs: roundingNeeds({ rounding }),
    choose: (weight) => blockTensors(weight, attributes, rounding),
    rewrite: ({ x, tensor: read }) =>
      blockQuantizedMatMul(x as never, read('steps') as never, read('scales') as never, attributes),
  };
}

function checkSizes(bits: unknown, blockSize: unknown): void {
  if ((bits === 4 || bits === 8) && BLOCK_SIZES.includes(blockSize)) return;
  throw new ConfigError(
    `weights in blocks: expected 4 or 8 bits and blocks of ${BLOCK_SIZES.join(', ')}, found ${bits} and ${blockSize}`,
    { bits, blockSize },
  );
}

function blockTensors(
  { data, rows, columns, name, observed }: LayerWeight,
  attributes: BlockAttributes,
  rounding: WeightRounding,
): Record<string, Tensor> {
  requireFiniteWeights(data, name);
  const { bits, blockSize } = attributes;
  const scales = blockScales(data, columns, attributes);
  const blocks = Math.ceil(columns / blockSize);
  const scaleAt = (row: number, column: number) => scales[row * blocks + Math.floor(column / blockSize)] as number;
  const steps =
    rounding === 'nearest'
      ? nearestBlockSteps(data, columns, scales, attributes)
      : compensatedBlocks(data, columns, observed.secondMoments, bits, scaleAt, name);
  return {
    steps: tensor('uint8', [rows, blocks, (blockSize * bits) / 8], packBlocks(steps, columns, attributes)) as Tensor,
    scales: tensor('float32', [rows, blocks], scales) as Tensor,
  };
}

function compensatedBlocks(
  data: Float32Array,
  columns: number,
  moments: Float64Array | undefined,
  bits: number,
  scaleAt: (row: number, column: number) => number,
  name: string,
): Uint8Array {
  if (moments === undefined) throw new ConfigError(`${name}: rounding 'gptq' needs calibration rows`, { name });
  const half = 2 ** (bits - 1);
  const steps = compensatedSteps({ data, columns, moments, limit: half - 1, lowest: -half, scaleAt });
  return Uint8Array.from(steps, (step) => step + half);
}
