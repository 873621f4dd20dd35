/** What one step of AdamW is the same for every element: float32 after float32, as `src/optimizers/adamw-scalars.ts` writes them. */
@unmanaged
export class AdamWScalars {
  gradientScale: f32 = 0;
  /** 1 - lr * weightDecay. */
  decay: f32 = 0;
  /** 1 - beta1. */
  oneMinusBeta1: f32 = 0;
  beta2: f32 = 0;
  /** 1 - beta2. */
  oneMinusBeta2: f32 = 0;
  /** sqrt(1 - beta2^t) / s, for a power of two s; why there is one, `src/optimizers/adamw-scalars.ts` says. */
  bias2Root: f32 = 0;
  /** epsilon * s. */
  epsilon: f32 = 0;
  /** lr / (1 - beta1^t) * s. */
  stepSize: f32 = 0;
}
