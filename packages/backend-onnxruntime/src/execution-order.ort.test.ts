/** In which order the runtime runs a graph's nodes, by its own profile: memory depends on it, and so does what is computed twice to save memory. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  add,
  applyPasses,
  createGraph,
  exponential,
  type Graph,
  gradients,
  hyperbolicTangent,
  input,
  lowerToOnnx,
  matmul,
  parameter,
  recomputeSegments,
  reduceSum,
  STANDARD_PASSES,
  type Value,
} from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

const BATCH = 8;
const LEVELS = ['disabled', 'basic', 'extended', 'all'] as const;

interface Step {
  readonly graph: Graph;
  readonly hidden: readonly Value[];
}

/** Four layers of `tanh(x W) + x`, an `Exp` at the end, and the gradients of its sum. */
function buildStep(batch: Dimension): Step {
  const hidden: Value[] = [];
  let state = input('x', 'float32', [batch, 4]) as Value<'float32'>;
  for (let layer = 0; layer < 4; layer++) {
    const weight = parameter(`w${layer}`, 'float32', [4, 4]) as Value<'float32'>;
    const inner: Value<'float32'> = hyperbolicTangent(matmul(state, weight));
    state = add(inner, state) as Value<'float32'>;
    hidden.push(state);
  }
  return { graph: gradients(createGraph({ loss: reduceSum(exponential(state)) })).graph, hidden };
}

/** The ONNX ops that the runtime ran, one after another. */
async function runProfiled(graph: Graph, level: (typeof LEVELS)[number]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'execution-order-'));
  try {
    const session = await InferenceSession.create(lowerToOnnx(graph), {
      graphOptimizationLevel: level,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    const shapes = [...graph.inputs, ...graph.parameters].map(([name, { shape }]) => [name, shape] as const);
    const feeds = shapes.map(([name, shape]) => [
      name,
      filled(shape.map((size) => (typeof size === 'number' ? size : BATCH))),
    ]);
    await session.run(Object.fromEntries(feeds));
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    return readOps(await readFile(join(folder, file as string), 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function filled(dims: number[]): Tensor {
  return new Tensor('float32', new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(0.1), dims);
}

function readOps(profile: string): string[] {
  const events = JSON.parse(profile) as { name: string; args?: { op_name?: string } }[];
  return events.flatMap(({ name, args }) => (name.endsWith('_kernel_time') ? [args?.op_name as string] : []));
}

/** Those of the ops that are one node in the graph and in the file. */
const landmarks = (ops: readonly string[]) => ops.filter((op) => ['Tanh', 'Exp', 'MatMul'].includes(op));

function prepare(batch: Dimension) {
  const { graph, hidden } = buildStep(batch);
  const smaller = recomputeSegments(graph, hidden.slice(0, 3));
  return { step: applyPasses(graph, STANDARD_PASSES), smaller: applyPasses(smaller, STANDARD_PASSES) };
}

it('runs nodes in the order of the graph', async () => {
  for (const graph of Object.values(prepare('batch'))) {
    const expected = landmarks(graph.nodes.map((node) => node.op.name));
    expect(expected.length).toBeGreaterThanOrEqual(16);
    expect(landmarks(await runProfiled(graph, 'basic'))).toEqual(expected);
  }
});

describe.each([
  ['a named batch', 'batch'],
  ['a batch of a known size', BATCH],
])('what is to be computed again, with %s', (_, batch) => {
  const { step, smaller } = prepare(batch);

  it.each(LEVELS)(
    'is computed again, and not before the backward pass needs it (optimization level %s)',
    async (level) => {
      const ops = await runProfiled(smaller, level);
      const end = ops.indexOf('Exp');
      const countTanh = (list: readonly string[]) => list.filter((op) => op === 'Tanh').length;
      expect([countTanh(ops.slice(0, end)), countTanh(ops.slice(end))]).toEqual([4, 3]);
      expect(countTanh(await runProfiled(step, level))).toBe(4);
    },
  );
});
