/** Weights kept in 16 bits, with float32 masters (Apex's O2), against weights that are rounded in every step (O1). */
import { exampleBatches } from '@bertsmith/data';
import { type Graph, interpret, isParameterNode, type NdArray, type Node, verifyGraph } from '@bertsmith/graph';
import { float32ToBfloat16, type Tensor } from '@bertsmith/tensor';
import { buildStepGraph, FlatKernels, labelledFeeds } from '@bertsmith/train';
import { afterAll, describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/has-same-bits.js';
import { backend, MAX_LENGTH, TRAIN, tinyModel, train } from '../../test/tiny-task.js';
import { mixedPrecision } from '../mixed-precision.js';
import { completeMixedPrecisionOptions, type MixedPrecisionOptions } from '../mixed-precision-options.js';
import { rewriteForPolicy } from '../rewrite-for-policy.js';
import { sixteenBitName } from './sixteen-bit-weights.js';

const WEIGHT = 'bert.encoder.layer.0.intermediate.dense.weight';
const model = tinyModel({ hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 });
const { arena } = model;
const kernels = new FlatKernels(arena.heap, { threads: 1 });
afterAll(() => kernels.dispose());

const { graph } = buildStepGraph({ model });

async function rewrite(options: MixedPrecisionOptions) {
  const step = rewriteForPolicy(graph, completeMixedPrecisionOptions(options));
  verifyGraph(step.graph);
  const copies = step.createCopies({ arena, heap: arena.heap, kernels, backend });
  await copies.refresh();
  return { ...step, copies: copies.tensors };
}

/** Nodes that change the dtype or the numbers of a parameter. */
function roundedParameters({ nodes }: Graph): Node[] {
  const rounds = (node: Node) => node.op.name === 'Cast' || node.op.name === 'RoundTo';
  return nodes.filter((node) => rounds(node) && node.inputs.every((each) => isParameterNode(each.node)));
}

describe.each(['fp16', 'bf16'] as const)('%s', (name) => {
  it('trains to the same parameters, bit for bit, which are float32', async () => {
    const [o1, o2] = [name, `${name}-o2` as const].map((policy) => train({ plugins: [mixedPrecision({ policy })] }));
    const [rounded, kept] = [(await o1)?.model.arena, (await o2)?.model.arena];
    expect(hasSameBits(rounded?.data as Float32Array, kept?.data as Float32Array)).toBe(true);
    const masters = kept?.get(WEIGHT).data as Float32Array;
    // A master that had been rounded would have these bits 0.
    const tails = new Uint32Array(masters.buffer, masters.byteOffset, masters.length).map((bits) => bits & 0x1fff);
    expect(tails.some((tail) => tail !== 0)).toBe(true);
  });

  it.each(['emulated', 'native'] as const)('has no cast of a weight in its graph: %s', async (arithmetic) => {
    expect(roundedParameters((await rewrite({ policy: name, arithmetic })).graph).length).toBeGreaterThan(5);
    const { graph: step, copied, copies } = await rewrite({ policy: `${name}-o2`, arithmetic });
    expect(roundedParameters(step)).toEqual([]);
    expect(copied).toContain(WEIGHT);
    // What is only looked up stays float32.
    expect(copied.filter((each) => each.includes('_embeddings'))).toEqual([]);
    expect([...copies.keys()]).toEqual(copied.map(sixteenBitName));
    const dtype = { fp16: 'float16', bf16: 'bfloat16' }[name];
    const kept = copies.get(sixteenBitName(WEIGHT));
    expect([kept?.dtype, kept?.shape]).toEqual([arithmetic === 'native' ? dtype : 'float32', arena.get(WEIGHT).shape]);
  });
});

it('in bfloat16, which no runtime here has, is what the interpreter computes of weights that were rounded before', async () => {
  const [batch] = [...exampleBatches(TRAIN, { batchSize: 8, maxLength: MAX_LENGTH, seed: 1 }).batches(0)];
  const o2 = await rewrite({ policy: 'bf16-o2', arithmetic: 'native' });
  const o1 = await rewrite({ policy: 'bf16', arithmetic: 'native' });
  const parameters = arena.entries.map(({ specification }) => arena.get(specification.name));
  const names = arena.entries.map(({ specification }) => specification.name);
  const rounded = ({ data, ...others }: Tensor<'float32'>): Tensor => ({
    ...others,
    data: new Float32Array(Uint32Array.from(data, (each) => float32ToBfloat16(each) << 16).buffer),
  });
  const masters = names.map((each, index) => [each, parameters[index] as Tensor<'float32'>] as const);
  const run = (step: Graph, tensors: ReadonlyMap<string, Tensor>) => {
    const used = [...tensors].filter(([each]) => step.parameters.has(each));
    return interpret(step, { ...labelledFeeds(batch as never, step), ...Object.fromEntries(used) });
  };
  const kept = run(o2.graph, new Map<string, Tensor>([...masters, ...o2.copies]));
  const copied = new Set(o2.copied);
  const before = run(
    o1.graph,
    new Map(masters.map(([each, tensor]) => [each, copied.has(each) ? rounded(tensor) : tensor])),
  );
  for (const [each, { data }] of before) expect((kept.get(each) as NdArray).data, each).toEqual(data);
});

it('natively in bfloat16 is refused by a backend that has none', async () => {
  const run = train({ plugins: [mixedPrecision({ policy: 'bf16-o2', arithmetic: 'native' })] });
  await expect(run).rejects.toThrow("the backend 'onnxruntime' has no products of bfloat16");
});
