/** Each check must be able to fail: plugins that break their contract in one way each. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { cast, createGraph, type Graph, input, multiply, type Value } from '@bertsmith/graph';
import { tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { PLUGIN_CHECKS, type PluginCheckName, pluginViolations } from './plugin-violations.js';

const backend = createOnnxRuntimeBackend();

const plugin = (hooks: Partial<TrainingPlugin>): TrainingPlugin => ({
  specificationVersion: 'v1',
  name: 'broken',
  ...hooks,
});

/** The violations that one check finds. */
async function violationsOf(check: PluginCheckName, createPlugin: () => TrainingPlugin): Promise<string[]> {
  const others = PLUGIN_CHECKS.filter((name) => name !== check);
  const skip = Object.fromEntries(others.map((name) => [name, `this test is of ${check}`]));
  return await pluginViolations(createPlugin, { backend, skip });
}

const outputs = (graph: Graph, changes: Readonly<Record<string, Value>>) =>
  createGraph(new Map([...graph.outputs, ...Object.entries(changes)]));
const lossOf = (graph: Graph) => graph.outputs.get('loss') as Value<'float32'>;

describe('contract', () => {
  const shared = plugin({});
  let made = 0;
  it.each<[string, () => TrainingPlugin, string]>([
    ['of another version', () => plugin({ specificationVersion: 'v2' as 'v1' }), `specificationVersion must be 'v1'`],
    [
      'without a proper name',
      () => plugin({ name: 'My.Plugin' }),
      `the name 'My.Plugin' is not in kebab-case, like 'skip-outliers'`,
    ],
    ['that there is one of', () => shared, 'the function must make a plugin of its own at every call'],
    [
      'that saves and does not load',
      () => plugin({ stateDict: () => ({}) }),
      'it has stateDict alone: it must have both or none',
    ],
    [
      'that loads and does not save',
      () => plugin({ loadStateDict: () => {} }),
      'it has loadStateDict alone: it must have both or none',
    ],
  ])('finds a plugin %s', async (_, createPlugin, violation) => {
    expect(await violationsOf('contract', createPlugin)).toEqual([`contract: ${violation}`]);
  });

  it('finds a plugin with another name each time', async () => {
    const [violation] = await violationsOf('contract', () => plugin({ name: `broken-${made++}` }));
    expect(violation).toMatch(/^contract: the name is 'broken-\d', and 'broken-\d' the next time$/);
  });
});

describe('graphs', () => {
  let calls = 0;
  it.each<[string, Partial<TrainingPlugin>, RegExp]>([
    [
      'a forward rewrite that loses outputs',
      { rewriteForward: (graph) => createGraph({ loss: lossOf(graph), logits: graph.outputs.get('logits') as Value }) },
      /^graphs: rewriteForward loses the output 'conformance.foreign'$/,
    ],
    [
      'outputs of another type',
      {
        rewriteForward: (graph) =>
          createGraph(new Map([...graph.outputs.keys()].map((name) => [name, input(name, 'float32', [])]))),
      },
      /^graphs: rewriteForward makes the output 'logits' float32\[\]; it was float32\[batch, 4\]$/,
    ],
    [
      'a new input',
      {
        rewriteForward: (graph) =>
          outputs(graph, { loss: multiply(lossOf(graph), input('temperature', 'float32', [])) as Value }),
      },
      /^graphs: rewriteForward adds the input 'temperature', for which there is no tensor$/,
    ],
    [
      'gradients of another type',
      {
        rewriteStep: (graph) => {
          const name = 'gradient:classifier.bias';
          return outputs(graph, { [name]: cast(graph.outputs.get(name) as Value<'float32'>, 'float16') as Value });
        },
      },
      /^graphs: rewriteStep makes the output 'gradient:classifier.bias' float16\[4\]; it was float32\[4\]$/,
    ],
    [
      'a graph that is another each time',
      { rewriteStep: (graph) => outputs(graph, { loss: multiply(lossOf(graph), ++calls) as Value }) },
      /^graphs: rewriteStep makes another graph at the second call$/,
    ],
    [
      'a rewrite that throws',
      {
        rewriteStep: () => {
          throw new RangeError('too large');
        },
      },
      /^graphs: it ended in 'RangeError: too large'$/,
    ],
  ])('finds %s', async (_, hooks, violation) => {
    expect((await violationsOf('graphs', () => plugin(hooks)))[0]).toMatch(violation);
  });
});

it('sameSeed finds a plugin that remembers earlier runs', async () => {
  let steps = 0;
  const createPlugin = () =>
    plugin({
      transformGradients({ dense }) {
        dense[0] = ++steps / 1000;
        return 'proceed';
      },
    });
  expect(await violationsOf('sameSeed', createPlugin)).toEqual([
    expect.stringMatching(
      /^sameSeed: a second run with the same seed has another result: in step 1 'gradientNorm' is .+, not /,
    ),
  ]);
});

/** Its gradients hang on all steps that were. @param state how it keeps that, or does not */
function counting(state: (steps: { count: number }) => Partial<TrainingPlugin>): () => TrainingPlugin {
  return () => {
    const steps = { count: 0 };
    const transformGradients: TrainingPlugin['transformGradients'] = ({ dense }) => {
      dense[0] = ++steps.count / 1000;
      return 'proceed';
    };
    return plugin({ transformGradients, ...state(steps) });
  };
}

describe('state', () => {
  it.each<[string, () => TrainingPlugin, RegExp]>([
    [
      'that does not come back',
      counting((steps) => ({ stateDict: () => ({ json: { ...steps } }), loadStateDict: () => {} })),
      /^state: 'json' was { count: 3 } and is { count: 0 } behind a checkpoint$/,
    ],
    [
      'that JSON cannot say',
      () => {
        let best = Number.NEGATIVE_INFINITY;
        return plugin({
          stateDict: () => ({ json: best }),
          loadStateDict({ json }) {
            best = json as number;
          },
        });
      },
      /^state: 'json' was -Infinity and is null behind a checkpoint$/,
    ],
    [
      'that is empty, so that a run cannot be resumed',
      () => plugin({ stateDict: () => ({}), loadStateDict: () => {} }),
      /^state: it ended in 'ConfigError: .* it has no state of the plugin 'broken'/,
    ],
    [
      'whose tensors are others',
      counting((steps) => ({
        stateDict: () => ({
          json: 0,
          tensors: new Map([['count', tensor('float32', [1], Float32Array.of(steps.count))]]),
        }),
        loadStateDict({ tensors }) {
          steps.count = 1 + Number(tensors?.get('count')?.data[0]);
        },
      })),
      /^state: the tensor 'count' is not the same behind a checkpoint$/,
    ],
  ])('finds one %s', async (_, createPlugin, violation) => {
    expect((await violationsOf('state', createPlugin))[0]).toMatch(violation);
  });
});

describe('resume', () => {
  it('finds a plugin that keeps no state', async () => {
    const violations = await violationsOf(
      'resume',
      counting(() => ({})),
    );
    expect(violations).toHaveLength(5);
    expect(violations[0]).toMatch(
      /^resume: killed after step 1 and resumed, it has another result: in step 2 'gradientNorm'/,
    );
    expect(violations[4]).toMatch(
      /^resume: interrupted after step 3 and resumed, it has another result: in step 4 'grad/,
    );
  });

  it('finds a plugin whose run is another one when checkpoints are written', async () => {
    const changing = counting((steps) => ({ stateDict: () => ({ json: ++steps.count }), loadStateDict: () => {} }));
    expect((await violationsOf('resume', changing)).slice(0, 1)).toEqual([
      expect.stringMatching(/^resume: a run that writes checkpoints has another result: in step 2 'gradientNorm'/),
    ]);
  });

  it('says so when there is nothing to resume', async () => {
    expect(await violationsOf('resume', () => plugin({ onEvaluate: () => 'stop' }))).toEqual([
      'resume: the run ended after 2 steps, which is too early to check it: give another trial',
    ]);
  });
});

describe('veto', () => {
  it('finds a plugin that changes parameters before it is known whether there is a step', async () => {
    const early = plugin({
      transformGradients(_, { arena }) {
        arena.get('classifier.bias').data[0] = 1;
        arena.get('classifier.bias').data[1] = Math.random();
        return 'proceed';
      },
    });
    expect(await violationsOf('veto', () => ({ ...early }))).toEqual([
      `veto: step 3 was vetoed, and changed 'classifier.bias'`,
      `veto: step 5 was vetoed, and changed 'classifier.bias'`,
    ]);
  });

  it("looks at the plugin's own vetoes, too", async () => {
    const own = plugin({
      transformGradients(_, { step, arena }) {
        if (step !== 6) return 'proceed';
        arena.get('classifier.bias').data[0] = 1;
        return 'veto';
      },
    });
    expect(await violationsOf('veto', () => ({ ...own }))).toEqual([
      `veto: step 7 was vetoed, and changed 'classifier.bias'`,
    ]);
  });
});

/** Begins to read something after an evaluation, and goes by whether it is there when the evaluation is told of. */
function impatient(): TrainingPlugin {
  let [isRead, wasRead] = [false, false];
  return plugin({
    onEvaluate() {
      isRead = false;
      setImmediate(() => {
        isRead = true;
      });
    },
    onEvent({ kind }) {
      if (kind === 'evaluation') wasRead = isRead;
    },
    transformGradients({ dense }) {
      if (wasRead) dense.fill(0);
      return 'proceed';
    },
  });
}

describe('composition', () => {
  it('finds a plugin that updates twice', async () => {
    const twice = plugin({
      async update(_, next) {
        await next();
        await next();
      },
    });
    const violations = await violationsOf('composition', () => ({ ...twice }));
    expect(violations).toEqual([
      `composition: with a plugin after it that changes nothing, in step 1 'update' was called 2 times: call 'next' once or not at all`,
    ]);
  });

  it('finds a plugin that does not wait for what it begins', async () => {
    const violations = await violationsOf('composition', impatient);
    expect(violations).toEqual([
      expect.stringMatching(
        /^composition: with a plugin after it that changes nothing, it has another result than alone: in step 3 'gradientNorm'/,
      ),
    ]);
  });

  it('leaves out the order that a plugin does not want', async () => {
    const orders: string[] = [];
    const first = plugin({ order: { before: ['conformance-companion'] } });
    const createPlugin = () => ({ ...first, onEvaluate: () => void orders.push('run') });
    expect(await violationsOf('composition', createPlugin)).toEqual([]);
    // Six evaluations of the run alone, and of one with another plugin.
    expect(orders).toHaveLength(12);
  });
});

describe('skip', () => {
  const reasons = Object.fromEntries(PLUGIN_CHECKS.map((name) => [name, 'this test is of skips']));

  it('needs a reason', async () => {
    const skip = { ...reasons, veto: ' ' };
    expect(await pluginViolations(() => plugin({}), { backend, skip })).toEqual([`skip: 'veto' needs a reason`]);
  });

  it('needs a check that there is', async () => {
    const skip: Record<string, string> = { ...reasons, vetoes: 'misspelled' };
    expect(await pluginViolations(() => plugin({}), { backend, skip })).toEqual([
      `skip: there is no check 'vetoes'; there are ${PLUGIN_CHECKS.join(', ')}`,
    ]);
  });
});
