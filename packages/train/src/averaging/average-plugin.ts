import type { Tensor } from '@bertsmith/tensor';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import type { ExponentialMovingAverage } from './exponential-moving-average.js';

/** A moving average among the states that checkpoints keep. */
export function averagePlugin(average: ExponentialMovingAverage): TrainingPlugin {
  return {
    specificationVersion: 'v1',
    name: 'exponential-moving-average',
    stateDict() {
      const { stepCount, tensors } = average.stateDict();
      return { json: { stepCount }, tensors };
    },
    loadStateDict({ json, tensors = new Map() }) {
      const { stepCount } = json as { readonly stepCount: number };
      average.loadStateDict({ stepCount, tensors: tensors as ReadonlyMap<string, Tensor<'float32'>> });
    },
  };
}
