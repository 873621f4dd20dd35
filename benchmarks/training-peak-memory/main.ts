/** The largest resident memory of a fresh process that trains a few steps, ours beside PyTorch's, with and without gradient checkpointing. */
import { CHECKPOINTED, CHOICES, DROPOUT, OURS } from '../gradient-checkpointing/checkpointing-choices.js';
import type { Benchmark, BenchmarkCase, Contender } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import type { StepSizes } from '../training-step/bert-case.js';
import { STEP_CASES } from '../training-step/step-cases.js';
import { type MemoryCase, measureOurs } from './memory-case.js';

/** The second step is the first with everything there; a third shows that no more is added. */
const STEPS = 3;

/** Of the cases of `training-step`; short texts take hardly any. */
const PLAIN = ['6x384 32x64', '12x768 8x128'];

/** What of the memory is counted. */
const SCOPES = { 'whole process': 'process', 'beyond loaded libraries': 'step' } as const;
type Scope = (typeof SCOPES)[keyof typeof SCOPES];

const benchmark: Benchmark = {
  unit: 'MB',
  better: 'lower',
  warmup: 0,
  repetitions: 3,
  async listCases({ threads, startPythonPeer }) {
    const pytorch = await startPythonPeer('PyTorch');
    const shared = { steps: STEPS, threads };
    const plain = PLAIN.flatMap((name) =>
      Object.entries(SCOPES).map(([title, scope]) =>
        compare(
          `${name}, ${title}`,
          { sizes: STEP_CASES[name] as StepSizes, dropout: 0, choice: 'none', ...shared },
          scope,
          pytorch,
        ),
      ),
    );
    const checkpointed = { sizes: CHECKPOINTED, dropout: DROPOUT, choice: OURS, ...shared };
    return [...plain, compareChoices(checkpointed, pytorch)];
  },
};

function compare(name: string, memoryCase: MemoryCase, scope: Scope, pytorch?: PeerProcess): BenchmarkCase {
  return {
    name,
    prepare: async () => ({
      ours: ourContender(memoryCase, scope),
      peers: await pytorchContenders(memoryCase, scope, { PyTorch: false }, pytorch),
    }),
  };
}

/** Every choice of what is computed again, beside the one that is `ours`. */
function compareChoices(memoryCase: MemoryCase, pytorch?: PeerProcess): BenchmarkCase {
  const { layers, width, batch, sequence } = memoryCase.sizes;
  const others = Object.keys(CHOICES).filter((choice) => choice !== OURS);
  return {
    name: `${layers}x${width} ${batch}x${sequence}, dropout ${memoryCase.dropout}, ${OURS}, beyond loaded libraries`,
    prepare: async () => ({
      ours: ourContender(memoryCase, 'step'),
      peers: [
        ...others.map((choice) => ourContender({ ...memoryCase, choice }, 'step')),
        ...(await pytorchContenders(memoryCase, 'step', { PyTorch: false, 'PyTorch, every layer': true }, pytorch)),
      ],
    }),
  };
}

function ourContender(memoryCase: MemoryCase, scope: Scope): Contender {
  return {
    name: memoryCase.choice,
    run: async () => {
      const { beforeBytes, peakBytes } = await measureOurs(memoryCase);
      return (peakBytes - (scope === 'step' ? beforeBytes : 0)) / 1e6;
    },
  };
}

async function pytorchContenders(
  { sizes, dropout, steps, threads }: MemoryCase,
  scope: Scope,
  modes: Readonly<Record<string, boolean>>,
  pytorch?: PeerProcess,
): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const [name, checkpointing] of Object.entries(modes)) {
    const settings = { ...sizes, dropout, checkpointing };
    if (pytorch !== undefined) contenders.push(await pytorch.prepare(name, { settings, steps, threads, scope }));
  }
  return contenders;
}

export default benchmark;
