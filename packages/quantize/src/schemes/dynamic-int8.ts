/**
 * Products of integers, activations quantized as they come: uint8 with the range that each matrix of activations turns out to have, weights int8 with a
 * scale for each output. Needs no calibration.
 */
import { dynamicQuantizeLinear, quantizedMatMul } from '@bertsmith/graph';
import { int8MatrixTensors, int8MatrixValues } from './int8-tensors.js';
import type { QuantizationScheme } from './quantization-scheme.js';
import { checkRounding, type Int8WeightOptions, roundingNeeds } from './weight-rounding.js';

/** See the top of the file. @throws ConfigError for an option that is none */
export function dynamicInt8(options: Int8WeightOptions = {}): QuantizationScheme {
  checkRounding(options);
  return {
    specificationVersion: 'v1',
    name: 'dynamic-int8',
    settings: {},
    kinds: ['matrix'],
    needs: roundingNeeds(options),
    choose: (weight) => int8MatrixTensors(weight, options),
    rewrite: (use) => quantizedMatMul({ x: dynamicQuantizeLinear(use.x as never), weight: int8MatrixValues(use) }),
  };
}
