/**
 * The mask of dropout (Srivastava et al. 2014, inverted as everyone does it): `1 / keepProbability` with that probability,
 * else 0. Drawn from the counter-based generator, so that it depends only on the key, the site and the position.
 */
import { ConfigError, type DType, multiplyDimensions, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { type LowerContext, NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import { formatValueType, type Value, type ValueType } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int, type OnnxEmitter, string } from '../../onnx/onnx-emitter.js';
import type { DTypeCheck } from '../../typing/dtype-mismatch.js';
import { emitReshape } from '../layout/reshape.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { elementBits, GOLDEN, MIX, rowKey, siteWord } from './counter-hash.js';

/** Where in the model, with what probability, and how large. */
export interface DropoutMaskAttributes {
  /** A number that no other mask of the model has. */
  readonly site: number;
  /** The share of elements that stay, above 0 and at most 1. */
  readonly keepProbability: number;
  readonly shape: Shape;
}

const NAME = 'DropoutMask';

export const dropoutMaskOp: OpDefinition<DropoutMaskAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { keepProbability, shape } }) => {
    requireKey(requireInput(NAME, inputs, 0));
    requireProbability(keepProbability);
    if (shape.length === 0)
      throw new ShapeError('dropoutMask: expected a shape of 1 dimension or more, got []', { op: NAME });
    return [{ dtype: 'float32', shape }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerOutputElement(9),
  toOnnx: (context) => [emitMask(context)],
  evaluate: ({ inputs, attributes: { site, keepProbability }, outputShapes }) => {
    const [first, second] = (inputs[0] as NdArray).data as unknown as [number, number];
    const shape = outputShapes[0] ?? [];
    const width = shape.at(-1) as number;
    const limit = keepLimit(keepProbability);
    let index = 0;
    return [
      fillNdArray('float32', shape, (at) => {
        const row = Math.floor(index++ / width);
        const bits = elementBits(rowKey([first, second], site, row), at.at(-1) as number);
        return bits <= limit ? 1 / keepProbability : 0;
      }),
    ];
  },
  examples: [
    {
      title: 'two rows of masks',
      inputs: [{ dtype: 'uint32', shape: [2], data: [123456789, 4000000000] }],
      attributes: { site: 3, keepProbability: 0.75, shape: [3, 2, 40] },
    },
    {
      title: 'everything stays',
      inputs: [{ dtype: 'uint32', shape: [2], data: [1, 2] }],
      attributes: { site: 0, keepProbability: 1, shape: [4] },
    },
  ],
};

function requireKey(key: ValueType): void {
  if (key.dtype === 'uint32' && sameShape(key.shape, [2])) return;
  throw new ShapeError(`dropoutMask: the key is uint32[2], got ${formatValueType(key)}`, { op: NAME });
}

function requireProbability(keepProbability: number): void {
  if (keepProbability > 0 && keepProbability <= 1) return;
  throw new ConfigError(`dropoutMask: keepProbability is above 0 and at most 1, got ${keepProbability}`, {
    keepProbability,
  });
}

/** The largest bits that stay. */
function keepLimit(keepProbability: number): number {
  return Math.round(keepProbability * 2 ** 32) - 1;
}

function emitMask({ emitter, inputs, attributes }: LowerContext<DropoutMaskAttributes>): string {
  const { site, keepProbability, shape } = attributes;
  const words = [0, 1].map((word) => emitter.node('Gather', [inputs[0] as string, emitter.scalar('int64', word)]));
  const rows = emitCounter(emitter, emitter.size(multiplyDimensions(shape.slice(0, -1))));
  const first = emitMix(emitter, emitter.node('Add', [rows, words[0] as string]), true);
  const second = emitMix(emitter, emitter.node('BitwiseXor', [first, emitter.scalar('uint32', siteWord(site))]), true);
  const keys = emitMix(emitter, emitter.node('Add', [second, words[1] as string]), true);
  const columns = emitCounter(emitter, emitter.size(shape.at(-1) ?? 1));
  const spread = emitter.node('Mul', [columns, emitter.scalar('uint32', GOLDEN)]);
  const column = emitter.node('Unsqueeze', [keys, emitter.constant('int64', [1], BigInt64Array.of(-1n))]);
  const bits = emitMix(emitter, emitter.node('BitwiseXor', [column, spread]), false);
  const stays = emitter.node('LessOrEqual', [bits, emitter.scalar('uint32', keepLimit(keepProbability))]);
  const flags = emitter.node('Cast', [stays], { to: int(ONNX_DATA_TYPE.float32) });
  const mask = emitter.node('Mul', [flags, emitter.scalar('float32', 1 / keepProbability)]);
  return emitReshape(emitter, mask, shape);
}

/** `0, 1, 2, ...` as uint32. */
function emitCounter(emitter: OnnxEmitter, size: string): string {
  const range = emitter.node('Range', [emitter.scalar('int64', 0), size, emitter.scalar('int64', 1)]);
  return emitter.node('Cast', [range], { to: int(ONNX_DATA_TYPE.uint32) });
}

function emitMix(emitter: OnnxEmitter, x: string, withLastShift: boolean): string {
  const [first, second, last] = MIX.shifts;
  let bits = emitter.node('Mul', [emitXorShift(emitter, x, first), emitter.scalar('uint32', MIX.multipliers[0])]);
  bits = emitter.node('Mul', [emitXorShift(emitter, bits, second), emitter.scalar('uint32', MIX.multipliers[1])]);
  return withLastShift ? emitXorShift(emitter, bits, last) : bits;
}

function emitXorShift(emitter: OnnxEmitter, x: string, shift: number): string {
  const shifted = emitter.node('BitShift', [x, emitter.scalar('uint32', shift)], { direction: string('RIGHT') });
  return emitter.node('BitwiseXor', [x, shifted]);
}

/** A mask of `shape` to multiply with. The key comes from `stepKey(seed, step)`. */
export function dropoutMask<K extends DType, const S extends Shape>(
  key: Value<K> & DTypeCheck<K, 'uint32', 'dropoutMask: the key is uint32[2]'>,
  attributes: { readonly site: number; readonly keepProbability: number; readonly shape: S },
): Value<'float32', S> {
  return applyOp(dropoutMaskOp, [key], { ...attributes }) as Value<'float32', S>;
}
