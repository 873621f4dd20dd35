import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { Backend } from '@bertsmith/graph';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForMaskedLM } from '../models/bert-for-masked-lm.js';
import { BertForPreTraining } from '../models/bert-for-pre-training.js';
import { BertForQuestionAnswering } from '../models/bert-for-question-answering.js';
import { BertForSentenceEmbedding } from '../models/bert-for-sentence-embedding.js';
import { BertForTokenClassification } from '../models/bert-for-token-classification.js';
import { type BatchLimits, EncoderRunner } from './encoder-runner.js';
import { FeatureExtractor } from './feature-extractor.js';
import { MaskFiller } from './mask-filler.js';
import { mergeEntities } from './merge-entities.js';
import { QuestionAnswerer } from './question-answerer.js';
import { SentenceEmbedder } from './sentence-embedder.js';
import { TokenClassifier } from './token-classifier.js';

/** Float32 sums in another order, for other shapes; values are around 1. */
const TOLERANCE = 1e-5;

const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'ada',
  'love',
  '##lace',
  'lived',
  'in',
  'london',
  'where',
  '.',
  '?',
];
const tokenizer = new WordPieceTokenizer({ vocabulary });
const backend = createOnnxRuntimeBackend();
const config = { ...TINY_CONFIG, vocabSize: vocabulary.length, maxPositionEmbeddings: 24 };
const parts = { tokenizer, backend, threads: 1 };

describe('SentenceEmbedder', () => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 1, normalize: true });
  const texts = [
    'Ada',
    'Ada Lovelace lived in London.',
    'in',
    { text: 'where ?', pair: 'in London' },
    'London lived',
    'Ada in',
  ];

  it('gives each text its vector, whatever batches it is in', async () => {
    await using alone = await SentenceEmbedder.create({ ...parts, model, batchSize: 1 });
    await using together = await SentenceEmbedder.create({ ...parts, model, batchTokens: 32 });
    const [expected, actual] = [await alone.embed(texts), await together.embed(texts)];
    for (const [index, vector] of expected.entries()) {
      expect(vector).toHaveLength(config.hiddenSize);
      expect(largestDifference(actual[index], vector)).toBeLessThan(TOLERANCE);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
    expect(largestDifference(expected[0], expected[1] as Float32Array)).toBeGreaterThan(0.01);
  });
});

describe('SentenceEmbedder of a lower layer', () => {
  /** What was computed by loops over the hidden states that `FeatureExtractor` gave, for the second of two texts; rounded to 7 digits. */
  const LONGER = [
    [0, 'cls', [0.07498724, -0.737664, 0.3833749, -0.2884616, -0.02386597, -0.01369699, 0.1683595, 0.4369669]],
    [0, 'mean', [-0.353818, -0.1361746, 0.1458741, -0.2924863, -0.2260033, -0.2391506, 0.6817134, 0.4200455]],
    [0, 'max', [0.1882594, 0.3236446, 0.3566557, 0.3270848, 0.3177442, 0.2712867, 0.5501413, 0.3852422]],
    [1, 'cls', [-0.1507815, -0.7549031, 0.1889549, -0.1839123, 0.1998291, -0.03858903, 0.4771254, 0.2622766]],
    [1, 'mean', [-0.5838289, -0.04545947, -0.1497795, -0.1730817, 0.193437, -0.1137636, 0.7309572, 0.1415189]],
    [1, 'max', [-0.1312556, 0.3447281, 0.1644856, 0.3395483, 0.3111232, 0.38119, 0.6466877, 0.247543]],
  ] as const;
  /** The same for the first text, which is padded in a batch with the other, not normalized. */
  const PADDED = [
    [0, 'cls', [0.212096, -2.086429, 1.084348, -0.8158927, -0.06750315, -0.03874094, 0.4761927, 1.235929]],
    [0, 'mean', [-0.4435176, -0.9751468, 0.6001799, -0.8016958, 0.8999032, -0.6937172, 0.3982868, 1.015707]],
    [0, 'max', [0.212096, 0.4796741, 1.084348, -0.75228, 1.925864, -0.03874094, 0.9112929, 1.305798]],
    [1, 'cls', [-1.083562, -1.231602, 0.152374, -0.915774, 0.1441281, 0.08426629, 1.847922, 1.002247]],
    [1, 'mean', [-1.007225, -0.2915722, -0.3488777, -0.8999142, 0.7310566, -0.5833108, 1.560716, 0.8391274]],
    [1, 'max', [-0.4404773, 0.9910026, 0.152374, -0.6799217, 1.588406, 0.08426629, 1.847922, 1.002247]],
  ] as const;
  const texts = ['Ada', 'Ada Lovelace lived in London.'];

  it.each([...LONGER.map((row) => [...row, true, 1] as const), ...PADDED.map((row) => [...row, false, 0] as const)])(
    'pools hidden state %i by %s',
    async (layer, pooling, expected, normalize, index) => {
      const model = BertForSentenceEmbedding.initialize(config, { seed: 1, pooling, normalize, layer });
      await using embedder = await SentenceEmbedder.create({ ...parts, model });
      const vectors = await embedder.embed(texts);
      expect(largestDifference(vectors[index], expected)).toBeLessThan(TOLERANCE);
    },
  );

  it('computes no layer above, and gives any hidden state all the same', () => {
    const model = BertForSentenceEmbedding.initialize(config, { seed: 1, layer: 1 });
    const layersOf = (options = {}) =>
      [...model.buildInferenceGraph(options).parameters.keys()].filter((name) => name.includes('layer.1.')).length;
    expect(layersOf()).toBe(0);
    expect(layersOf({ hiddenStates: [0] })).toBe(0);
    expect(layersOf({ hiddenStates: [2] })).toBeGreaterThan(0);
  });

  it.each([3, -1, 0.5])('refuses the hidden state %d of a model of two layers', (layer) => {
    expect(() => BertForSentenceEmbedding.initialize(config, { seed: 1, layer })).toThrow(
      `there is no hidden state ${layer} to pool: they are 0, the embeddings, to 2`,
    );
  });
});

describe('TokenClassifier', () => {
  const labels = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'];
  const model = BertForTokenClassification.initialize({ ...config, labels }, { seed: 2 });
  const text = 'Ada Lovelace lived in London.';

  it('labels the words of a text, and given words in the same way', async () => {
    await using tagger = await TokenClassifier.create({ ...parts, model });
    const [ofText, ofWords] = await tagger.classify([text, ['Ada', 'Lovelace', 'lived', 'in', 'London', '.']]);
    expect(ofText?.words.map((word) => word.text)).toEqual(['Ada', 'Lovelace', 'lived', 'in', 'London', '.']);
    expect(ofWords?.words.map(({ label }) => label)).toEqual(ofText?.words.map(({ label }) => label));
    for (const { text: written, start, end } of ofText?.entities ?? []) expect(text.slice(start, end)).toBe(written);
    expect(ofWords?.words[1]).toMatchObject({ index: 1, text: 'Lovelace', start: 1, end: 2 });
  });

  it('labels every word of a text that needs many windows, and a word that nothing is left of', async () => {
    await using tagger = await TokenClassifier.create({ ...parts, model, maxLength: 8, stride: 4 });
    const [long, empty] = await tagger.classify([`${text} `.repeat(20), ['Ada', '\u0000', 'London']]);
    expect(long?.words).toHaveLength(120);
    for (const { score, label } of long?.words ?? []) {
      expect(score).toBeGreaterThan(0);
      expect(labels).toContain(label);
    }
    expect(empty?.words[1]).toMatchObject({ label: 'O', score: 0 });
    await expect(TokenClassifier.create({ ...parts, model, maxLength: 8, stride: 6 })).rejects.toThrow(ConfigError);
  });

  it('merges the words of an entity', () => {
    const tags = ['B-PER', 'I-PER', 'B-PER', 'O', 'I-LOC', 'I-PER', 'NOUN', 'NOUN'];
    const words = tags.map((label, index) => ({
      index,
      text: `w${index}`,
      start: 3 * index,
      end: 3 * index + 2,
      label,
      score: 0.5,
    }));
    const entities = mergeEntities(words.map((word) => word.text).join(' '), words);
    expect(entities.map(({ entity, text }) => `${entity}: ${text}`)).toEqual([
      'PER: w0 w1',
      'PER: w2',
      'LOC: w4',
      'PER: w5',
      'NOUN: w6 w7',
    ]);
    expect(entities[0]).toMatchObject({ start: 0, end: 5, score: 0.5 });
  });
});

describe('QuestionAnswerer', () => {
  const model = BertForQuestionAnswering.initialize(config, { seed: 3 });
  const question = { question: 'where ?', context: 'Ada Lovelace lived in London.' };

  it('answers with a stretch of the context', async () => {
    await using answerer = await QuestionAnswerer.create({ ...parts, model });
    const [answer] = await answerer.answer([question]);
    expect(question.context.slice(answer?.start, answer?.end)).toBe(answer?.answer);
    expect(answer?.answer).not.toBe('');
    expect(answer?.score).toBeGreaterThan(0);
  });

  it('keeps to the longest answer, and looks at all of a long context', async () => {
    const context = `${'in '.repeat(60)}Ada`;
    await using one = await QuestionAnswerer.create({ ...parts, model, maxAnswerLength: 1, stride: 2 });
    const [short] = await one.answer([{ question: 'where', context }]);
    expect(['in', 'Ada']).toContain(short?.answer);
    await expect(one.answer([{ question: 'where', context: '' }])).rejects.toThrow(InputError);
  });
});

describe('QuestionAnswerer over several windows', () => {
  it('takes of equal answers the first, whichever window is read first', async () => {
    // All weights are 0: every window is as sure of its first word, and all are as long.
    const model = new BertForQuestionAnswering(config);
    let runs = 0;
    const compile: typeof backend.compile = async (options) => {
      const executable = await backend.compile(options);
      const run: typeof executable.run = async (...args) => {
        if (runs++ === 0) await new Promise((resolve) => setTimeout(resolve, 200));
        return executable.run(...args);
      };
      return { ...executable, run, dispose: () => executable.dispose() };
    };
    const slow = { ...backend, compile };
    const options = { ...parts, model, backend: slow, threads: 2, batchSize: 1, stride: 2, maxAnswerLength: 1 };
    await using answerer = await QuestionAnswerer.create(options);
    const [answer] = await answerer.answer([{ question: 'where', context: 'in '.repeat(92) }]);
    expect(answer?.start).toBe(0);
  });

  it('takes the window that is surest of its answer, and believes in none only when no window has one', async () => {
    // Without an encoder that learned anything, logits are those of the head's bias but for the words that the table tells apart.
    const model = new BertForQuestionAnswering(config);
    const words = model.arena.get('bert.embeddings.word_embeddings.weight');
    const width = config.hiddenSize;
    for (const [word, index] of [
      ['london', 0],
      ['[CLS]', 1],
    ] as const)
      words.data[vocabulary.indexOf(word) * width + index] = 1;
    for (const { specification } of model.arena.entries) {
      if (specification.name.endsWith('LayerNorm.weight')) model.arena.get(specification.name).data.fill(1);
    }
    const head = model.arena.get('qa_outputs.weight').data;
    for (const output of [0, 1]) head.set([9, 6], output * width);
    const context = `${'in '.repeat(40)}London`;
    for (const mayHaveNoAnswer of [false, true]) {
      await using answerer = await QuestionAnswerer.create({ ...parts, model, mayHaveNoAnswer, stride: 2 });
      const [found, none] = await answerer.answer([
        { question: 'where', context },
        { question: 'where', context: 'in '.repeat(40).trim() },
      ]);
      expect(found?.answer).toBe('London');
      expect(none?.answer === '').toBe(mayHaveNoAnswer);
    }
  });
});

describe('calls that overlap', () => {
  it('give what they give one after the other', async () => {
    const model = BertForMaskedLM.initialize(config, { seed: 4 });
    await using filler = await MaskFiller.create({ ...parts, model, threads: 2, batchTokens: 8 });
    const lists = [0, 1, 2].map((list) =>
      Array.from({ length: 9 }, (_, n) => `${'Ada '.repeat(1 + ((n + list) % 5))}[MASK] London`),
    );
    const expected = [];
    for (const list of lists) expected.push(await filler.fill(list));
    expect(await Promise.all(lists.map((list) => filler.fill(list)))).toEqual(expected);
  });

  it('end with the first failure, and begin nothing after', async () => {
    const model = BertForSentenceEmbedding.initialize(config, { seed: 1 });
    const runner = await EncoderRunner.create({ model, backend, padTokenId: 0, threads: 2, batchSize: 1 });
    const rows = Array.from({ length: 20 }, () => ({ ids: Int32Array.of(2, 5, 3) }));
    let calls = 0;
    const failing = runner.run(rows, () => {
      if (++calls === 3) throw new RangeError('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    expect(calls).toBe(3);
    await runner.dispose();
    await expect(runner.run(rows, () => undefined)).rejects.toThrow('disposed');
  });
});

describe('MaskFiller', () => {
  it('gives the likeliest words of each gap', async () => {
    const model = BertForMaskedLM.initialize(config, { seed: 4 });
    model.arena.get('cls.predictions.bias').data.set([20, 10], 9);
    await using filler = await MaskFiller.create({ ...parts, model, topK: 2 });
    const [one, two] = await filler.fill(['Ada lived [MASK] London', '[MASK] [MASK]']);
    expect(one?.map((gap) => gap.map(({ token }) => token))).toEqual([['in', 'london']]);
    expect(two).toHaveLength(2);
    expect(one?.[0]?.[0]?.score).toBeGreaterThan(0.9);
    await expect(filler.fill(['Ada'])).rejects.toThrow('text 1 has no [MASK]');
    for await (const fills of filler.stream(['Ada lived [MASK] London'])) expect(fills).toEqual(one);
  });

  it('takes a model with both heads of pre-training, and gives what the one head gives', async () => {
    const [one, both] = [BertForMaskedLM, BertForPreTraining].map((kind) => kind.initialize(config, { seed: 4 }));
    const parameters = new Map(both?.arena.parts());
    for (const [name, { data }] of one?.arena.parts() ?? []) data.set(parameters.get(name)?.data ?? []);
    const texts = ['Ada lived [MASK] London', '[MASK]'];
    const fills = [];
    for (const model of [one, both] as [BertForMaskedLM, BertForPreTraining]) {
      await using filler = await MaskFiller.create({ ...parts, model });
      fills.push(await filler.fill(texts));
    }
    expect(fills[1]).toEqual(fills[0]);
  });
});

describe('FeatureExtractor', () => {
  it('gives the hidden states of the layers that are asked for, without padding', async () => {
    const model = BertForSentenceEmbedding.initialize(config, { seed: 5, pooling: 'cls' });
    await using extractor = await FeatureExtractor.create({ ...parts, model, layers: [0, 2] });
    await using embedder = await SentenceEmbedder.create({ ...parts, model });
    const texts = ['Ada', 'Ada Lovelace lived in London.'];
    const [vectors, streamed] = [await embedder.embed(texts), []] as [Float32Array[], unknown[]];
    for await (const { ids, hiddenStates } of extractor.stream(texts, { chunkSize: 1 })) {
      expect([...hiddenStates.keys()]).toEqual([0, 2]);
      const last = hiddenStates.get(2) as Float32Array;
      expect(last).toHaveLength(ids.length * config.hiddenSize);
      const first = last.subarray(0, config.hiddenSize);
      expect(largestDifference(first, vectors[streamed.push(ids) - 1] as Float32Array)).toBeLessThan(TOLERANCE);
    }
    expect(streamed).toHaveLength(2);
    await expect(FeatureExtractor.create({ ...parts, model, layers: [1, 1] })).rejects.toThrow('a layer twice');
    await expect(FeatureExtractor.create({ ...parts, model, layers: [3] })).rejects.toThrow(
      'there is no hidden state 3',
    );
  });
});

describe('hidden states without predictions', () => {
  const model = BertForMaskedLM.initialize(config, { seed: 6 });

  it('are the same, and neither the head nor a layer above them is computed', () => {
    const graph = model.buildInferenceGraph({ hiddenStates: [1], predictions: false });
    expect([...graph.outputs.keys()]).toEqual(['hidden_states.1']);
    const names = [...graph.parameters.keys()];
    expect(names.some((name) => name.startsWith('bert.encoder.layer.0.'))).toBe(true);
    expect(names.filter((name) => /layer\.1\.|^cls\./.test(name))).toEqual([]);
  });

  it('may be the embeddings, which look at no mask', async () => {
    await using extractor = await FeatureExtractor.create({ ...parts, model, layers: [0] });
    const [ada] = await extractor.extract(['Ada', 'Ada Lovelace']);
    await using all = await FeatureExtractor.create({ ...parts, model, layers: [0, 2] });
    const [expected] = await all.extract(['Ada']);
    expect(largestDifference(ada?.hiddenStates.get(0), expected?.hiddenStates.get(0) as Float32Array)).toBeLessThan(
      TOLERANCE,
    );
  });
});

describe('a frozen model with several threads', () => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 7 });
  /** Says what is compiled. */
  const watched = () => {
    const compiled: (boolean | undefined)[] = [];
    const compile: typeof backend.compile = (options) => {
      compiled.push(options.frozenParameters);
      return backend.compile(options);
    };
    return { compiled, backend: { ...backend, compile } };
  };
  const many = Array.from({ length: 8 }, (_, index) => `Ada ${'in '.repeat(index)}`);

  it('has no copy of its parameters before a few texts come', async () => {
    const watch = watched();
    const options = { ...parts, model, threads: 2, batchSize: 1, frozen: true, backend: watch.backend };
    await using embedder = await SentenceEmbedder.create(options);
    expect(watch.compiled).toEqual([]);
    const vectors = await embedder.embed(many);
    expect(watch.compiled).toEqual([undefined, undefined]);
    const [alone] = await embedder.embed(many.slice(0, 1));
    await embedder.embed(many.slice(1, 2));
    expect(watch.compiled).toEqual([undefined, undefined, true]);
    expect(largestDifference(alone, vectors[0] as Float32Array)).toBeLessThan(TOLERANCE);
  });

  it('goes once to a device with memory of its own, for many texts too', async () => {
    const watch = watched();
    const onDevice = { ...watch.backend, hasDeviceMemory: true };
    const options = { ...parts, model, threads: 2, batchSize: 1, frozen: true, backend: onDevice };
    await using embedder = await SentenceEmbedder.create(options);
    await embedder.embed(many);
    expect(watch.compiled).toEqual([true]);
  });

  it('is compiled at once where it is certain to be used', async () => {
    const watch = watched();
    await using _ = await SentenceEmbedder.create({ ...parts, model, frozen: true, backend: watch.backend });
    expect(watch.compiled).toEqual([true]);
  });
});

describe('batches', () => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 8 });
  const rows = Array.from({ length: 130 }, () => ({ ids: Int32Array.from({ length: 16 }, () => 5) }));
  const sizesOf = async (limits: BatchLimits) => {
    const sizes: number[] = [];
    await using runner = await EncoderRunner.create({ model, backend, padTokenId: 0, threads: 1, ...limits });
    await runner.run(rows, ({ positions }) => void sizes.push(positions.length));
    return sizes;
  };

  it.each<[string, BatchLimits, number[]]>([
    ['have 512 tokens', {}, [32, 32, 32, 32, 2]],
    ['have as many rows as were asked for', { batchSize: 100 }, [100, 30]],
    ['have as many tokens as were asked for', { batchTokens: 1024 }, [64, 64, 2]],
    ['keep both limits', { batchSize: 100, batchTokens: 800 }, [50, 50, 30]],
  ])('%s', async (_, limits, sizes) => {
    expect(await sizesOf(limits)).toEqual(sizes);
  });
});

it.each<[string, { inOrder: boolean }, [number[], number][]]>([
  [
    'by length',
    { inOrder: false },
    [
      [[1, 4], 24],
      [[2, 3, 5, 0], 8],
    ],
  ],
  [
    'in their order',
    { inOrder: true },
    [
      [[0, 1], 24],
      [[2, 3], 8],
      [[4, 5], 24],
    ],
  ],
])('rows of mixed lengths are cut %s', async (_, how, expected) => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 1 });
  const rows = [4, 24, 8, 8, 24, 8].map((length) => ({ ids: new Int32Array(length).fill(5) }));
  await using runner = await EncoderRunner.create({ model, backend, padTokenId: 0, threads: 1, batchTokens: 48 });
  const batches: [number[], number][] = [];
  await runner.run(rows, ({ positions, sequence }) => void batches.push([[...positions], sequence]), how);
  expect(batches).toEqual(expected);
});

it('EncoderRunner calls back in the order of the rows where that is asked for', async () => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 1 });
  await using runner = await EncoderRunner.create({ model, backend, padTokenId: 0, threads: 2, batchSize: 1 });
  // Long and short ones, of which the short are done first.
  const rows = Array.from({ length: 40 }, (_, row) => ({ ids: new Int32Array(row % 3 === 0 ? 24 : 2).fill(5) }));
  const order: number[] = [];
  await runner.run(rows, ({ positions }) => void order.push(...positions), { inOrder: true });
  expect(order).toEqual([...rows.keys()]);
  order.length = 0;
  const failing = runner.run(
    rows,
    ({ positions }) => {
      if (order.push(...positions) === 4) throw new RangeError('enough');
    },
    { inOrder: true },
  );
  await expect(failing).rejects.toThrow('enough');
  expect(order).toEqual([0, 1, 2, 3]);
});

describe('EncoderRunner, where a thread waits for the batch before its own', () => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 1 });
  const rows = Array.from({ length: 6 }, () => ({ ids: Int32Array.of(5, 6) }));

  /** Runs in order on two threads; the first batch goes on with `first` when the second is computed and waits. */
  async function runHeld(first: () => void, signal?: AbortSignal): Promise<number[]> {
    let release: () => void = () => undefined;
    const isWaiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    let runs = 0;
    const held: Backend = {
      ...backend,
      async compile(options) {
        const executable = await backend.compile(options);
        const run: typeof executable.run = async (...feeds) => {
          const isFirst = runs++ === 0;
          const outputs = await executable.run(...feeds);
          if (!isFirst) setImmediate(release);
          else await isWaiting.then(first);
          return outputs;
        };
        return { run, dispose: () => executable.dispose(), [Symbol.asyncDispose]: () => executable.dispose() };
      },
    };
    await using runner = await EncoderRunner.create({ model, backend: held, padTokenId: 0, threads: 2, batchSize: 1 });
    const order: number[] = [];
    await runner.run(rows, ({ positions }) => void order.push(...positions), {
      inOrder: true,
      ...(signal && { signal }),
    });
    return order;
  }

  it('goes on when that is there', async () => {
    expect(await runHeld(() => undefined)).toEqual([...rows.keys()]);
  });

  it('ends with the signal', async () => {
    const stop = new AbortController();
    await expect(runHeld(() => stop.abort(new RangeError('stop')), stop.signal)).rejects.toThrow('stop');
  });

  it('ends when that fails', async () => {
    const failing = runHeld(() => {
      throw new RangeError('broken');
    });
    await expect(failing).rejects.toThrow('broken');
  });
});

describe('EncoderRunner refuses', () => {
  const model = BertForSentenceEmbedding.initialize(config, { seed: 1 });
  it.each([
    ['a row without tokens', [], undefined, 'row 1 has no tokens'],
    ['more tokens than positions', new Array(25).fill(5), undefined, 'row 1 has 25 tokens, the model takes 24: cut it'],
    ['an id outside the vocabulary', [2, 99], undefined, 'the tokenizer gave the id 99, the model has 14 words'],
    ['a negative id', [-1], undefined, 'the tokenizer gave the id -1'],
    ['another number of types', [2, 3], [0], 'row 1 has 2 tokens and 1 token types: give one for each'],
    ['a type that the model lacks', [2, 3], [0, 2], 'row 1 has a token of type 2, the model has 2 types'],
  ])('%s', async (_, ids, types, message) => {
    await using runner = await EncoderRunner.create({ model, backend, padTokenId: 0, threads: 1 });
    const row = { ids: Int32Array.from(ids), tokenTypeIds: types && Int32Array.from(types) };
    await expect(runner.run([row], () => undefined)).rejects.toThrow(InputError);
    await expect(runner.run([row], () => undefined)).rejects.toThrow(message);
  });
});
