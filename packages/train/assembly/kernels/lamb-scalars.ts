/** What one step of LAMB is the same for every element of a parameter: float32 after float32, as `src/optimizers/lamb-scalars.ts` writes them. */
@unmanaged
export class LAMBScalars {
  gradientScale: f32 = 0;
  /** 1 - beta1. */
  oneMinusBeta1: f32 = 0;
  beta2: f32 = 0;
  /** 1 - beta2. */
  oneMinusBeta2: f32 = 0;
  /** 1 / (1 - beta1^t). */
  firstFactor: f32 = 0;
  /** 1 / sqrt(1 - beta2^t). */
  rootFactor: f32 = 0;
  epsilon: f32 = 0;
  weightDecay: f32 = 0;
  /** lr times the trust ratio; written between the two passes. */
  stepSize: f32 = 0;
}
