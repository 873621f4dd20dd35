import type { LowerContext } from '../../ir/op-definition.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int, ints, string } from '../../onnx/onnx-emitter.js';
import type { BlockAttributes } from './block-quantized-matmul.js';

/**
 * The product with ops of the standard alone: weights are unpacked and scaled, and multiplied by as floats. Of constants a runtime does that when it
 * loads the file, which is then small on the disk alone.
 */
export function emitUnpackedProduct(context: LowerContext<BlockAttributes>): string {
  const { emitter, inputs, inputTypes, attributes } = context;
  const inner = inputTypes[0]?.shape.at(-1) as number;
  const [outputs = 0, blocks = 0] = (inputTypes[2]?.shape ?? []) as readonly number[];
  const steps = emitter.node('Cast', [emitSteps(context)], { to: int(ONNX_DATA_TYPE.float32) });
  const centred = emitter.node('Sub', [steps, emitter.scalar('float32', 2 ** (attributes.bits - 1))]);
  const scales = emitter.node('Reshape', [inputs[2] as string, emitter.sizes([outputs, blocks, 1])]);
  const scaled = emitter.node('Mul', [centred, scales]);
  const padded = emitter.node('Reshape', [scaled, emitter.sizes([outputs, blocks * attributes.blockSize])]);
  const bounds = [[0], [inner], [1]].map(([at]) => emitter.constant('int64', [1], BigInt64Array.of(BigInt(at ?? 0))));
  const weight = emitter.node('Slice', [padded, ...bounds]);
  return emitter.node('MatMul', [inputs[0] as string, emitter.node('Transpose', [weight], { perm: ints([1, 0]) })]);
}

/** `[outputs, blocks, blockSize]` of uint8: two of each byte where steps have 4 bits. */
function emitSteps({ emitter, inputs, inputTypes, attributes }: LowerContext<BlockAttributes>): string {
  const bytes = inputs[1] as string;
  if (attributes.bits === 8) return bytes;
  const [outputs = 0, blocks = 0] = (inputTypes[2]?.shape ?? []) as readonly number[];
  const low = emitter.node('BitwiseAnd', [bytes, emitter.scalar('uint8', 15)]);
  const high = emitter.node('BitShift', [bytes, emitter.scalar('uint8', 4)], { direction: string('RIGHT') });
  const last = emitter.constant('int64', [1], BigInt64Array.of(-1n));
  const pair = [low, high].map((each) => emitter.node('Unsqueeze', [each, last]));
  const pairs = emitter.node('Concat', pair, { axis: int(3) });
  return emitter.node('Reshape', [pairs, emitter.sizes([outputs, blocks, attributes.blockSize])]);
}
