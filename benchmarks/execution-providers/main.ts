/** Training steps and inference on the runtime's execution providers, in each precision, beside PyTorch on the same GPU. */
import { EXECUTION_PROVIDERS, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contender } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import type { StepSizes } from '../training-step/bert-case.js';
import { preparePyTorch } from '../training-step/pytorch-steps.js';
import { STEP_CASES } from '../training-step/step-cases.js';
import { prepareInference, STORED_PRECISIONS } from './provider-inference.js';
import { prepareStep, STEP_PRECISIONS } from './provider-steps.js';
import { whyUnavailable } from './why-unavailable.js';

const PYTORCH_MODES = { 'PyTorch fp32': 'fp32', 'PyTorch fp16': 'fp16', 'PyTorch bf16': 'bf16' };
/** The program of `training-step`, seen from this folder. */
const PEER_PROGRAM = '../training-step/peer.py';

const SMALL = STEP_CASES['6x384 32x64'] as StepSizes;
const BASE = STEP_CASES['12x768 8x128'] as StepSizes;
const SIZES: Readonly<Record<string, StepSizes>> = {
  '6x384 32x64': SMALL,
  '12x768 32x128': { ...BASE, batch: 32 },
};

interface Setting {
  readonly context: BenchmarkContext;
  readonly providers: readonly ExecutionProvider[];
  readonly pytorch: PeerProcess | undefined;
}

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 3,
  repetitions: 11,
  async listCases(context) {
    const providers = await availableProviders(context);
    const pytorch = providers.includes('cuda') ? await context.startPythonPeer('PyTorch', PEER_PROGRAM) : undefined;
    const setting = { context, providers, pytorch };
    return Object.entries(SIZES).flatMap(([name, sizes]) => casesOf(setting, name, sizes));
  },
};

/** Those of a GPU that this machine can use, or that `BERTSMITH_PROVIDERS` names, and say why where they cannot. */
async function availableProviders({ leaveOut }: BenchmarkContext): Promise<ExecutionProvider[]> {
  const asked = process.env.BERTSMITH_PROVIDERS?.split(',') ?? EXECUTION_PROVIDERS;
  const available: ExecutionProvider[] = [];
  for (const provider of EXECUTION_PROVIDERS.filter((each) => asked.includes(each))) {
    const reason = await whyUnavailable(provider);
    if (reason === undefined) available.push(provider);
    else leaveOut(provider, reason);
  }
  return available;
}

function casesOf(setting: Setting, name: string, sizes: StepSizes): BenchmarkCase[] {
  const { context, providers, pytorch } = setting;
  const { threads } = context;
  const steps = providers.flatMap((provider) =>
    STEP_PRECISIONS[provider].map((precision) => ({
      name: `${name} step, ${provider} ${precision}`,
      prepare: async () => {
        const ours = await prepareStep({ provider, precision, sizes, threads });
        const peers = pytorch === undefined ? [] : await inPyTorch(pytorch, { ...sizes, training: true }, context);
        return { ours, peers };
      },
    })),
  );
  return [...steps, ...providers.map((provider) => inferenceCase(setting, provider, name, sizes))];
}

/** A batch through the model: float32 beside what weights else can be, and PyTorch. */
function inferenceCase(
  { context, pytorch }: Setting,
  provider: ExecutionProvider,
  name: string,
  sizes: StepSizes,
): BenchmarkCase {
  return {
    name: `${name} inference, ${provider} fp32`,
    prepare: async () => {
      const run = { provider, sizes, threads: context.threads };
      const ours = { ...(await prepareInference({ ...run, precision: 'fp32' })), name: 'ours' };
      const peers: Contender[] = [];
      for (const precision of STORED_PRECISIONS) peers.push(await prepareInference({ ...run, precision }));
      if (pytorch !== undefined) peers.push(...(await inPyTorch(pytorch, { ...sizes, training: false }, context)));
      return { ours, peers };
    },
  };
}

function inPyTorch(
  pytorch: PeerProcess,
  sizes: StepSizes & { readonly training: boolean },
  context: BenchmarkContext,
): Promise<Contender[]> {
  return preparePyTorch(pytorch, { ...sizes, device: 'cuda' }, PYTORCH_MODES, context);
}

export default benchmark;
