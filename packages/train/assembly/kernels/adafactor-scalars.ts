/** What one step of Adafactor is the same for every element of a parameter: float32 after float32, as `src/optimizers/adafactor.ts` writes them. */
@unmanaged
export class AdafactorScalars {
  gradientScale: f32 = 0;
  /** The smallest second moment. */
  floor: f32 = 0;
  /** 1 - lr * weightDecay. */
  decay: f32 = 0;
  /** How much of the update is taken; written before the last pass. */
  stepSize: f32 = 0;
}
