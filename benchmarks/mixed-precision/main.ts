/** One training step in few bits, beside ours in float32, PyTorch's, and the step's float32 products alone; and its memory. */
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contenders } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import { type MemoryCase, measureOurs } from '../training-peak-memory/memory-case.js';
import { createModel, type StepSizes } from '../training-step/bert-case.js';
import { createOurStep } from '../training-step/our-step.js';
import { createFloor } from '../training-step/product-floor.js';
import { preparePyTorch } from '../training-step/pytorch-steps.js';
import { STEP_CASES } from '../training-step/step-cases.js';
import { chosenPolicies, policyPlugin } from './step-policies.js';

const FP32 = 'bertsmith fp32';
const PYTORCH_MODES = { 'PyTorch fp32': 'fp32', 'PyTorch bf16': 'bf16' };
/** The program of `training-step`, seen from this folder. */
const PEER_PROGRAM = '../training-step/peer.py';

/** Of memory: what stored activations are compared by. */
const MEMORY_CASE = '6x384 32x64';
const MEMORY_STEPS = 3;

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 3,
  repetitions: 21,
  async listCases(context) {
    const pytorch = await context.startPythonPeer('PyTorch', PEER_PROGRAM);
    const policies = chosenPolicies();
    const steps = Object.entries(STEP_CASES).flatMap(([name, sizes]) =>
      policies.map((policy) => ({
        name: `${name} ${policy}`,
        prepare: () => prepareStep(policy, sizes, context, pytorch),
      })),
    );
    return [...steps, ...policies.map((policy) => memoryCase(policy, context))];
  },
};

async function prepareStep(
  policy: string,
  sizes: StepSizes,
  context: BenchmarkContext,
  pytorch: PeerProcess | undefined,
): Promise<Contenders> {
  const { threads } = context;
  const ours = await createOurStep(createModel(sizes), sizes, threads, { plugins: [policyPlugin(policy)] });
  const fp32 = { ...(await createOurStep(createModel(sizes), sizes, threads)), name: FP32 };
  const { contender: floor } = await createFloor(sizes, threads);
  const others = pytorch === undefined ? [] : await preparePyTorch(pytorch, sizes, PYTORCH_MODES, context);
  return { ours, peers: [floor, fp32, ...others] };
}

/** The largest resident memory of a process that trains, without what it had when its libraries were loaded. */
function memoryCase(policy: string, { threads }: BenchmarkContext): BenchmarkCase {
  const sizes = STEP_CASES[MEMORY_CASE] as StepSizes;
  const plain: MemoryCase = { sizes, dropout: 0.1, choice: 'none', steps: MEMORY_STEPS, threads };
  const contender = (name: string, memory: MemoryCase) => ({
    name,
    run: async () => {
      const { beforeBytes, peakBytes } = await measureOurs(memory);
      return (peakBytes - beforeBytes) / 1e6;
    },
  });
  return {
    name: `${MEMORY_CASE} ${policy}, peak memory with dropout`,
    unit: 'MB',
    better: 'lower',
    prepare: async () => ({ ours: contender('ours', { ...plain, policy }), peers: [contender(FP32, plain)] }),
  };
}

export default benchmark;
