/**
 * The runtime's `LayerNormalization` gives mean and inverse deviation as float32 whatever x is, and its epsilon is a float32
 * attribute. For 16-bit floats they are cast; float64 would lose half its digits, so it is lowered to the formula.
 */
import type { LowerContext } from '../../ir/op-definition.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { float, int, type OnnxAttributes, type OnnxEmitter } from '../../onnx/onnx-emitter.js';

/** Emits layer normalization over the last axis: the normalized values, the means and the inverse deviations. */
export function emitLayerNormalization(context: LowerContext<{ epsilon: number }>): readonly string[] {
  const { emitter, inputs, inputTypes, attributes } = context;
  const dtype = inputTypes[0]?.dtype ?? 'float32';
  if (dtype === 'float64') return emitFormula(context);
  const options = { axis: int(-1), epsilon: float(attributes.epsilon) };
  const [y, ...statistics] = emitter.nodeWithOutputs('LayerNormalization', inputs, 3, options) as [string, ...string[]];
  if (dtype === 'float32') return [y, ...statistics];
  return [y, ...statistics.map((name) => emitter.node('Cast', [name], { to: int(ONNX_DATA_TYPE[dtype]) }))];
}

function emitFormula({ emitter, inputs, attributes }: LowerContext<{ epsilon: number }>): readonly string[] {
  const [x, weight, bias] = inputs as [string, string, string];
  const scalar = (value: number) => emitter.scalar('float64', value);
  const mean = emitRowMean(emitter, x);
  const centered = emitter.node('Sub', [x, mean]);
  const variance = emitRowMean(emitter, emitter.node('Mul', [centered, centered]));
  const deviation = emitter.node('Sqrt', [emitter.node('Add', [variance, scalar(attributes.epsilon)])]);
  const inverse = emitter.node('Div', [scalar(1), deviation]);
  const scaled = emitter.node('Mul', [emitter.node('Mul', [centered, inverse]), weight]);
  return [emitter.node('Add', [scaled, bias]), mean, inverse];
}

function emitRowMean(emitter: OnnxEmitter, name: string): string {
  const attributes: OnnxAttributes = { keepdims: int(1) };
  return emitter.node('ReduceMean', [name, emitter.constant('int64', [1], BigInt64Array.of(-1n))], attributes);
}
