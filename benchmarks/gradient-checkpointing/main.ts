/** What a training step costs in time when its layers are computed once more instead of kept. */
import type { Benchmark, Contender } from '../harness/benchmark.js';
import { createModel } from '../training-step/bert-case.js';
import { createOurStep } from '../training-step/our-step.js';
import { CHECKPOINTED, CHOICES, DROPOUT, OURS, pluginsOf } from './checkpointing-choices.js';

/** Peers in Python, and whether they compute layers again. */
const PYTORCH = { PyTorch: false, 'PyTorch, every layer': true };

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 2,
  repetitions: 9,
  async listCases(context) {
    const pytorch = await context.startPythonPeer('PyTorch');
    const { layers, width, batch, sequence } = CHECKPOINTED;
    return [
      {
        name: `${layers}x${width} ${batch}x${sequence}, dropout ${DROPOUT}, every layer`,
        async prepare() {
          const ours = await createContender(OURS, context.threads);
          const peers: Contender[] = [];
          for (const choice of Object.keys(CHOICES)) {
            if (choice !== OURS) peers.push(await createContender(choice, context.threads));
          }
          for (const [name, checkpointing] of Object.entries(PYTORCH)) {
            if (pytorch !== undefined) {
              peers.push(await pytorch.prepare(name, { ...CHECKPOINTED, dropout: DROPOUT, checkpointing }));
            }
          }
          return { ours, peers };
        },
      },
    ];
  },
};

async function createContender(choice: string, threads: number): Promise<Contender> {
  const model = createModel(CHECKPOINTED, DROPOUT);
  return { ...(await createOurStep(model, CHECKPOINTED, threads, { plugins: pluginsOf(choice) })), name: choice };
}

export default benchmark;
