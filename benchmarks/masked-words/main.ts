/** A training step of masked words: its loss over the tokens that are asked for alone, against one over all tokens. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  BertForMaskedLM,
  type BertModelWithHead,
  initializeParameters,
  maskedTargets,
  namedParameters,
  presetConfig,
} from '@bertsmith/bert-core';
import { Xoshiro128 } from '@bertsmith/data';
import { gradients } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import type { Benchmark, Contender } from '../harness/benchmark.js';
import { AllTokensMaskedLM } from './all-tokens-model.js';

const VOCABULARY = 30_522;
/** Devlin et al. 2019, section 3.1. */
const MASKED_PERCENT = 15;
const CASES = { '4x256 32x128': { batch: 32, sequence: 128 }, '4x256 8x128': { batch: 8, sequence: 128 } };

type Feeds = Readonly<Record<string, Tensor>>;

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 2,
  repetitions: 7,
  async listCases({ threads }) {
    return Object.entries(CASES).map(([name, { batch, sequence }]) => ({
      name,
      async prepare() {
        const config = { ...presetConfig('mini'), hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 };
        const { labels, ...inputs } = createBatch(batch, sequence);
        const targets = { ...maskedTargets(labels) };
        const [asked, all] = [new BertForMaskedLM(config), new AllTokensMaskedLM(config)];
        return {
          ours: await createStep('ours', asked, { ...inputs, ...targets }, threads),
          peers: [await createStep('loss over all tokens', all, { ...inputs, labels: labels as Tensor }, threads)],
        };
      },
    }));
  },
};

/** Forward and backward: the loss and the gradients of all parameters. */
async function createStep(name: string, model: BertModelWithHead, feeds: Feeds, threads: number): Promise<Contender> {
  initializeParameters(model.arena, 1);
  const { graph, gradients: outputs } = gradients(model.buildTrainingGraph());
  const memory = [...outputs].flatMap(([parameter, each]) => {
    const { shape } = model.arena.get(parameter);
    return each.kind === 'dense' ? [[each.gradient, allocate(model, shape)] as const] : [];
  });
  const executable = await createOnnxRuntimeBackend().compile({
    graph,
    parameters: namedParameters(model.arena),
    outputs: new Map(memory),
    threads,
  });
  const run = async () => {
    const start = performance.now();
    await executable.run(feeds, { borrowOutputs: true });
    return performance.now() - start;
  };
  return { name, run, dispose: () => executable.dispose() };
}

function allocate({ arena }: BertModelWithHead, shape: readonly number[]): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return { dtype: 'float32', shape, data: arena.heap.allocate('float32', length) };
}

/** Random words without padding, of which some have a label. */
function createBatch(batch: number, sequence: number) {
  const random = Xoshiro128.fromSeed(7);
  const tokens = batch * sequence;
  const words = () => Int32Array.from({ length: tokens }, () => random.nextBelow(VOCABULARY));
  const matrix = (data: Int32Array): Tensor<'int32'> => ({ dtype: 'int32', shape: [batch, sequence], data });
  return {
    input_ids: matrix(words()) as Tensor,
    attention_mask: matrix(new Int32Array(tokens).fill(1)) as Tensor,
    token_type_ids: matrix(new Int32Array(tokens)) as Tensor,
    labels: matrix(words().map((word) => (random.nextBelow(100) < MASKED_PERCENT ? word : -100))),
  };
}

export default benchmark;
