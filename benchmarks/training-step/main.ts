/** One training step of a BERT classifier, side by side with PyTorch and with the step's matrix products alone. */
import type { Benchmark } from '../harness/benchmark.js';
import { createModel, type StepSizes } from './bert-case.js';
import { createOurStep } from './our-step.js';
import { createFloor, floorGigaflops } from './product-floor.js';

const CASES: Readonly<Record<string, StepSizes>> = {
  '6x384 32x64': { layers: 6, width: 384, heads: 12, intermediate: 1536, vocabulary: 30_522, batch: 32, sequence: 64 },
};

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 3,
  repetitions: 15,
  async listCases(context) {
    const pytorch = await context.startPythonPeer('PyTorch fp32');
    return Object.entries(CASES).map(([name, sizes]) => ({
      name,
      async prepare() {
        const model = createModel(sizes);
        context.log(`${name}: ${floorGigaflops(model, sizes).toFixed(1)} GFLOP of matrix products in a step`);
        const ours = await createOurStep(model, sizes, context.threads);
        const floor = await createFloor(model, sizes, context.threads);
        const settings = { ...sizes };
        const peers = pytorch === undefined ? [] : [await pytorch.prepare('PyTorch fp32', settings)];
        return { ours, peers: [floor, ...peers] };
      },
    }));
  },
};

export default benchmark;
