import type { SixteenBitDType } from '@bertsmith/graph';

/**
 * Which ops of a training step run in few bits: what a contributor writes for a policy of their own.
 *
 * Ops are named as in the graph (`MatMul`, `Softmax`; `OP_TABLE` of `@bertsmith/graph` has them all). One that is in no list runs in float32, so a policy
 * without names changes nothing.
 */
export interface PrecisionPolicy {
  readonly specificationVersion: 'v1';
  /** In kebab-case: the plugin's name has it. */
  readonly name: string;
  /** The few bits. With `int8` it is products with weights, of those that `allow` has, that multiply them. */
  readonly dtype: 'int8' | SixteenBitDType;
  /** Ops that run in `dtype`, whatever comes in. With `int8`: `MatMul`, or none. */
  readonly allow: readonly string[];
  /** Ops that run in `dtype` when all that comes in has it, and else in float32. Not with `int8`. */
  readonly promote: readonly string[];
  /** Ops that run in float32: the same as in no list, but said. */
  readonly deny: readonly string[];
  /** Whether gradients would be too small for `dtype` unless the loss is scaled up. */
  readonly lossScaling: 'dynamic' | 'none';
  /**
   * How ops of 16 bits come by the parameters, which are float32, by Apex's names: `O1` rounds them in every step, `O2` keeps copies of 16 bits, written once
   * for each update. The numbers are the same. Default `O1`. Not with `int8`, whose weights always have copies.
   */
  readonly level?: PrecisionLevel;
}

/** See {@link PrecisionPolicy.level}. */
export type PrecisionLevel = 'O1' | 'O2';
