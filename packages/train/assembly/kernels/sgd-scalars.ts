/** What one step of SGD is the same for every element: float32 after float32, as `src/optimizers/sgd.ts` writes them. */
@unmanaged
export class SGDScalars {
  gradientScale: f32 = 0;
  weightDecay: f32 = 0;
  momentum: f32 = 0;
  /** What the step takes of the gradient itself: 1 with Nesterov's momentum, else 0. */
  gradientShare: f32 = 0;
  /** What it takes of the momentum: `momentum` with Nesterov's, else 1. */
  bufferShare: f32 = 0;
  learningRate: f32 = 0;
}
