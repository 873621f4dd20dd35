/** Every op of this package, by name. The conformance suites walk this table; running a graph does not need it. */
import type { AnyOp } from '../ir/op-definition.js';
import { addOp } from './elementwise/add.js';
import { divideOp } from './elementwise/divide.js';
import { equalOp } from './elementwise/equal.js';
import { errorFunctionOp } from './elementwise/error-function.js';
import { exponentialOp } from './elementwise/exponential.js';
import { geluOp } from './elementwise/gelu.js';
import { geluTanhOp } from './elementwise/gelu-tanh.js';
import { hyperbolicTangentOp } from './elementwise/hyperbolic-tangent.js';
import { lessOp } from './elementwise/less.js';
import { logarithmOp } from './elementwise/logarithm.js';
import { multiplyOp } from './elementwise/multiply.js';
import { negateOp } from './elementwise/negate.js';
import { rectifiedLinearOp } from './elementwise/rectified-linear.js';
import { squareRootOp } from './elementwise/square-root.js';
import { subtractOp } from './elementwise/subtract.js';
import { whereOp } from './elementwise/where.js';
import { gatherOp } from './gather/gather.js';
import { oneHotOp } from './gather/one-hot.js';
import { scatterAddRowsOp } from './gather/scatter-add-rows.js';
import { broadcastToOp } from './layout/broadcast-to.js';
import { castOp } from './layout/cast.js';
import { concatOp } from './layout/concat.js';
import { padOp } from './layout/pad.js';
import { reshapeOp } from './layout/reshape.js';
import { sliceOp } from './layout/slice.js';
import { splitOp } from './layout/split.js';
import { transposeOp } from './layout/transpose.js';
import { waitForOp } from './layout/wait-for.js';
import { gemmOp } from './matmul/gemm.js';
import { matMulOp } from './matmul/matmul.js';
import { layerNormalizationOp } from './normalization/layer-normalization.js';
import { logSoftmaxOp } from './normalization/log-softmax.js';
import { softmaxOp } from './normalization/softmax.js';
import { blockQuantizedMatMulOp } from './quantized/block-quantized-matmul.js';
import { dequantizeLinearOp } from './quantized/dequantize-linear.js';
import { dynamicQuantizeLinearOp } from './quantized/dynamic-quantize-linear.js';
import { quantizeLinearOp } from './quantized/quantize-linear.js';
import { quantizeRowsOp } from './quantized/quantize-rows.js';
import { quantizedMatMulOp } from './quantized/quantized-matmul.js';
import { roundToOp } from './quantized/round-to.js';
import { dropoutMaskOp } from './random/dropout-mask.js';
import { reduceMaxOp } from './reduce/reduce-max.js';
import { reduceMeanOp } from './reduce/reduce-mean.js';
import { reduceSumOp } from './reduce/reduce-sum.js';
import { dimensionSizeOp } from './source/dimension-size.js';
import { iotaOp } from './source/iota.js';
import { constantOp, inputOp, parameterOp } from './source/source-op.js';

/** The families, in the order of the folders. */
export const OP_TABLE: readonly AnyOp[] = [
  ...[inputOp, parameterOp, constantOp, dimensionSizeOp, iotaOp],
  ...[addOp, subtractOp, multiplyOp, divideOp, equalOp, lessOp, whereOp],
  ...[negateOp, exponentialOp, logarithmOp, squareRootOp, hyperbolicTangentOp, errorFunctionOp],
  ...[geluOp, geluTanhOp, rectifiedLinearOp],
  ...[matMulOp, gemmOp],
  ...[reduceSumOp, reduceMeanOp, reduceMaxOp],
  ...[softmaxOp, logSoftmaxOp, layerNormalizationOp],
  ...[gatherOp, scatterAddRowsOp, oneHotOp],
  ...[castOp, reshapeOp, broadcastToOp, transposeOp, sliceOp, padOp, concatOp, splitOp, waitForOp],
  ...[dropoutMaskOp],
  ...[quantizeLinearOp, dynamicQuantizeLinearOp, quantizeRowsOp, dequantizeLinearOp],
  ...[quantizedMatMulOp, blockQuantizedMatMulOp, roundToOp],
];
