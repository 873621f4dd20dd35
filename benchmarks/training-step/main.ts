/** One training step of a BERT classifier, side by side with PyTorch and with the step's matrix products alone. */

import { gradients, graphCost } from '@bertsmith/graph';
import type { Benchmark } from '../harness/benchmark.js';
import { createModel, type StepSizes } from './bert-case.js';
import { createOurStep } from './our-step.js';
import { createFloor } from './product-floor.js';
import { PYTORCH_MODES, preparePyTorch } from './pytorch-steps.js';
import { STEP_CASES } from './step-cases.js';

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 3,
  repetitions: 21,
  async listCases(context) {
    const pytorch = await context.startPythonPeer('PyTorch');
    return Object.entries(STEP_CASES).map(([name, sizes]) => ({
      name,
      async prepare() {
        const model = createModel(sizes);
        const ours = await createOurStep(model, sizes, context.threads);
        const floor = await createFloor(sizes, context.threads);
        context.log(`products in GFLOP: floor ${floor.gigaflops.toFixed(1)}, ours ${productGigaflops(model, sizes)}`);
        const peers = pytorch === undefined ? [] : await preparePyTorch(pytorch, sizes, PYTORCH_MODES, context);
        return { ours, peers: [floor.contender, ...peers] };
      },
    }));
  },
};

/** The products of our step: fewer than the floor's, since a classifier's last layer is computed for the first token only. */
function productGigaflops(model: ReturnType<typeof createModel>, { batch, sequence }: StepSizes): string {
  const { graph } = gradients(model.buildTrainingGraph());
  return ((graphCost(graph, { batch, sequence }).byOp.get('MatMul')?.flops ?? 0) / 1e9).toFixed(1);
}

export default benchmark;
