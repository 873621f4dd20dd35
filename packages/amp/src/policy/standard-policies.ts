import type { PrecisionPolicy } from './precision-policy.js';

/** Softmax, normalizations, sums, the loss, and what has a wide range: float32, as in Apex's O1 and in `torch.autocast`. */
const DENY = [
  ...['Softmax', 'LogSoftmax', 'LayerNormalization', 'ReduceSum', 'ReduceMean', 'ReduceMax', 'ScatterAddRows'],
  ...['Exp', 'Log', 'Sqrt', 'Erf', 'Div', 'Gather', 'OneHot'],
];

/** What computes element by element, or only moves. */
const PROMOTE = [
  ...['Add', 'Sub', 'Mul', 'Neg', 'Where', 'Gelu', 'GeluTanh', 'Relu', 'Tanh'],
  ...['Reshape', 'Transpose', 'Expand', 'Slice', 'Pad', 'Concat', 'Split', 'WaitFor'],
];

/**
 * Products with the weights of the encoder's layers, and those that give gradients of their left operands, of 8-bit numbers; gradients of weights, attention
 * scores and all else in float32 (SwitchBack, Wortsman et al. 2023).
 */
export const INT8_POLICY: PrecisionPolicy = {
  specificationVersion: 'v1',
  name: 'int8',
  dtype: 'int8',
  allow: ['MatMul'],
  promote: [],
  deny: [...DENY, ...PROMOTE],
  lossScaling: 'none',
};

/** Products of float16, with a loss that is scaled (Micikevicius et al. 2018, "Mixed precision training"). */
export const FP16_POLICY: PrecisionPolicy = {
  specificationVersion: 'v1',
  name: 'fp16',
  dtype: 'float16',
  allow: ['MatMul', 'Gemm'],
  promote: PROMOTE,
  deny: DENY,
  lossScaling: 'dynamic',
};

/** Products of bfloat16, which has the range of float32. */
export const BF16_POLICY: PrecisionPolicy = {
  ...FP16_POLICY,
  name: 'bf16',
  dtype: 'bfloat16',
  lossScaling: 'none',
};

/** {@link FP16_POLICY} with weights kept in float16, and float32 masters of them. */
export const FP16_O2_POLICY: PrecisionPolicy = { ...FP16_POLICY, name: 'fp16-o2', level: 'O2' };

/** {@link BF16_POLICY} with weights kept in bfloat16, and float32 masters of them. */
export const BF16_O2_POLICY: PrecisionPolicy = { ...BF16_POLICY, name: 'bf16-o2', level: 'O2' };

/** The policies by their names. */
export const STANDARD_POLICIES = {
  int8: INT8_POLICY,
  fp16: FP16_POLICY,
  bf16: BF16_POLICY,
  'fp16-o2': FP16_O2_POLICY,
  'bf16-o2': BF16_O2_POLICY,
} as const;

/** The name of a policy of this package. */
export type PolicyName = keyof typeof STANDARD_POLICIES;
