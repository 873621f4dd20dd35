// The graph
export { createGraph, type Graph } from './ir/graph.js';
export { applyOp, createNode, type Node } from './ir/node.js';
export { formatValueType, type Value, type ValueType } from './ir/value.js';
export { bindSizes } from './ir/bind-sizes.js';
export { expectShape } from './ir/expect-shape.js';
export { formatGraph } from './ir/format-graph.js';
export { type GraphCost, graphCost } from './ir/graph-cost.js';
export { peakActivationBytes } from './ir/peak-activation-bytes.js';
export { topologicalOrder } from './ir/topological-order.js';
export { verifyGraph } from './ir/verify-graph.js';
export {
  type AnyOp,
  type Cost,
  type CostContext,
  type EvaluateContext,
  type ExampleInput,
  type GradientContext,
  type GradientRule,
  type InferContext,
  type LowerContext,
  NOT_DIFFERENTIABLE,
  type OpDefinition,
  type OpExample,
  type SizedType,
} from './ir/op-definition.js';

// Ops
export { constant, input, parameter } from './ops/source/source-op.js';
export { dimensionSize } from './ops/source/dimension-size.js';
export { iota } from './ops/source/iota.js';
export { scalar, scalarNumber } from './ops/source/scalar.js';
export { isConstantNode, isInputNode, isParameterNode } from './ops/source/source-nodes.js';
export { add } from './ops/elementwise/add.js';
export { divide } from './ops/elementwise/divide.js';
export { equal } from './ops/elementwise/equal.js';
export { errorFunction } from './ops/elementwise/error-function.js';
export { exponential } from './ops/elementwise/exponential.js';
export { gelu } from './ops/elementwise/gelu.js';
export { geluTanh } from './ops/elementwise/gelu-tanh.js';
export { hyperbolicTangent } from './ops/elementwise/hyperbolic-tangent.js';
export { less } from './ops/elementwise/less.js';
export { logarithm } from './ops/elementwise/logarithm.js';
export { multiply } from './ops/elementwise/multiply.js';
export { negate } from './ops/elementwise/negate.js';
export { rectifiedLinear } from './ops/elementwise/rectified-linear.js';
export { squareRoot } from './ops/elementwise/square-root.js';
export { subtract } from './ops/elementwise/subtract.js';
export { where } from './ops/elementwise/where.js';
export { gather } from './ops/gather/gather.js';
export { oneHot } from './ops/gather/one-hot.js';
export { scatterAddRows } from './ops/gather/scatter-add-rows.js';
export { broadcastTo } from './ops/layout/broadcast-to.js';
export { cast } from './ops/layout/cast.js';
export { concat } from './ops/layout/concat.js';
export { flattenRows } from './ops/layout/flatten-rows.js';
export { pad } from './ops/layout/pad.js';
export { reshape } from './ops/layout/reshape.js';
export { slice } from './ops/layout/slice.js';
export { split } from './ops/layout/split.js';
export { transpose } from './ops/layout/transpose.js';
export { waitFor } from './ops/layout/wait-for.js';
export { gemm } from './ops/matmul/gemm.js';
export { type MatMulAttributes, type MatMulOptions, matMulOp, matmul } from './ops/matmul/matmul.js';
export { layerNormalization } from './ops/normalization/layer-normalization.js';
export { logSoftmax } from './ops/normalization/log-softmax.js';
export { softmax } from './ops/normalization/softmax.js';
export { type BlockAttributes, blockQuantizedMatMul } from './ops/quantized/block-quantized-matmul.js';
export { dequantizeLinear } from './ops/quantized/dequantize-linear.js';
export { dynamicQuantizeLinear } from './ops/quantized/dynamic-quantize-linear.js';
export { quantizeLinear } from './ops/quantized/quantize-linear.js';
export { quantizeRows } from './ops/quantized/quantize-rows.js';
export type { Quantized } from './ops/quantized/quantized.js';
export {
  type QuantizedFactors,
  type QuantizedMatMulAttributes,
  quantizedMatMul,
  quantizedMatMulOp,
} from './ops/quantized/quantized-matmul.js';
export type { QuantizedDType } from './ops/quantized/quantized-dtype.js';
export { roundHalfToEven } from './ops/quantized/quantized-numbers.js';
export { roundTo, type SixteenBitDType } from './ops/quantized/round-to.js';
export { mix, stepKey } from './ops/random/counter-hash.js';
export { dropoutMask } from './ops/random/dropout-mask.js';
export { reduceMax } from './ops/reduce/reduce-max.js';
export { reduceMean } from './ops/reduce/reduce-mean.js';
export { reduceSum } from './ops/reduce/reduce-sum.js';
export { OP_TABLE } from './ops/table.js';

// Differentiation
export { backpropagate } from './autodiff/backpropagate.js';
export { type GradientGraph, type GradientOptions, type GradientOutputs, gradients } from './autodiff/gradients.js';

// Less memory
export { recomputeCheapValues } from './checkpointing/recompute-cheap-values.js';
export { type RecomputeOptions, recomputeSegments } from './checkpointing/recompute-segments.js';
export { type MemoryBudget, recomputeWithinBudget } from './checkpointing/recompute-within-budget.js';

// Rewriting
export { applyRules, countUses } from './rewrite/apply-rules.js';
export { applyPasses, type Pass } from './rewrite/pass.js';
export { any, type NodePattern, op, type Pattern } from './rewrite/pattern.js';
export { rebuildGraph } from './rewrite/rebuild-graph.js';
export type { RewriteContext, RewriteRule } from './rewrite/rule.js';
export { eliminateCommonSubexpressions } from './passes/eliminate-common-subexpressions.js';
export { eliminateDeadCode } from './passes/eliminate-dead-code.js';
export { foldConstants } from './passes/fold-constants.js';
export { foldTransposeIntoMatMul } from './passes/fold-transpose-into-matmul.js';
export { fuseBiasIntoGemm } from './passes/fuse-bias-into-gemm.js';
export { fuseBiasIntoQuantizedMatMul } from './passes/fuse-bias-into-quantized-matmul.js';
export { simplifyLayout } from './passes/simplify-layout.js';
export { STANDARD_PASSES } from './passes/standard-passes.js';

// Running
export type { Backend, CompileOptions, Executable, RunOptions } from './backend/backend.js';
export { type Feeds, interpret } from './interpreter/interpret.js';
export { type NdArray, ndArray } from './interpreter/nd-array.js';
export { type LowerOptions, lowerToOnnx } from './onnx/lower-to-onnx.js';
export { type OnnxInitializer, readInitializers } from './onnx/read-initializers.js';
export { type SerializedOnnx, type SerializeOnnxOptions, serializeOnnx } from './onnx/serialize-onnx.js';
export { float, int, ints, type OnnxDomain, type OnnxEmitter, string } from './onnx/onnx-emitter.js';
