/** What every scheme is checked for, each check a function that gives its violations as sentences. */
import {
  createGraph,
  type Graph,
  gather,
  input,
  interpret,
  matmul,
  parameter,
  split,
  type Value,
  verifyGraph,
} from '@bertsmith/graph';
import { allFinite, isStorageOf, type Tensor, tensor } from '@bertsmith/tensor';
import { rewriteLayers, tensorName } from '../layers/rewrite-layers.js';
import { decibels, signalAndNoise } from '../numbers/signal-to-noise.js';
import type { LayerWeight, QuantizationScheme, WeightKind } from '../schemes/quantization-scheme.js';
import { trialInputs, trialWeights, withObserved } from './trial-weights.js';

/** Makes a fresh scheme. */
export type CreateScheme = () => QuantizationScheme;

const ROWS = 4;

/** Version, name, settings that JSON keeps, and kinds. */
export function checkContract(create: CreateScheme): string[] {
  const { specificationVersion, name, settings, kinds } = create();
  const problems: string[] = [];
  if (specificationVersion !== 'v1') problems.push(`specificationVersion is ${specificationVersion}, expected 'v1'`);
  if (typeof name !== 'string' || name.trim() === '') problems.push('it has no name');
  const kept = JSON.parse(JSON.stringify(settings)) as typeof settings;
  if (Object.entries(settings).some(([key, value]) => !Object.is(kept[key], value)))
    problems.push('JSON loses its settings');
  if (kinds.length === 0 || kinds.some((kind) => kind !== 'matrix' && kind !== 'table'))
    problems.push(`kinds are ${kinds}`);
  return problems;
}

/** Finite tensors of the size that they say, of every weight; the same of the same. */
export function checkTensors(create: CreateScheme): string[] {
  return eachTrial(create, (scheme, weight, title) => {
    const [first, second] = [scheme.choose(weight), create().choose(weight)];
    return Object.entries(first).flatMap(([name, each]) => {
      const problems = [...tensorProblems(each)];
      if (Buffer.compare(bytesOf(each), bytesOf(second[name] as Tensor)) !== 0)
        problems.push('is another at the second call');
      return problems.map((problem) => `${title}: tensor '${name}' ${problem}`);
    });
  });
}

/** It changes no weight. */
export function checkInputs(create: CreateScheme): string[] {
  return eachTrial(create, (scheme, weight, title) => {
    const before = weight.data.slice();
    scheme.choose(weight);
    return before.every((value, index) => Object.is(value, weight.data[index]))
      ? []
      : [`${title}: it changes the weight`];
  });
}

/** Inputs and outputs of a graph keep names and types, for the whole weight and for pieces of its rows. */
export function checkTypes(create: CreateScheme): string[] {
  return eachTrial(create, (scheme, weight, title) =>
    [false, true].flatMap((isSplit) => {
      if (isSplit && weight.kind === 'table') return [];
      const graph = trialGraph(weight, isSplit);
      const after = rewriteLayers(graph, new Map([[weight.name, scheme]]), namedTensors(scheme, weight));
      verifyGraph(after);
      return typesOf(graph) === typesOf(after)
        ? []
        : [`${title}: types were ${typesOf(graph)} and are ${typesOf(after)}`];
    }),
  );
}

/** How near the outputs are, in decibels. */
export function checkError(create: CreateScheme, smallestDb: number): string[] {
  return eachTrial(create, (scheme, weight, title) =>
    [false, true].flatMap((isSplit) => {
      if (isSplit && weight.kind === 'table') return [];
      const ratio = decibels(outputsOf(scheme, weight, isSplit));
      return ratio >= smallestDb
        ? []
        : [`${title}: its outputs are within ${ratio.toFixed(1)} dB, expected ${smallestDb}`];
    }),
  );
}

function outputsOf(scheme: QuantizationScheme, weight: LayerWeight, isSplit: boolean) {
  const graph = trialGraph(weight, isSplit);
  const tensors = namedTensors(scheme, weight);
  const after = rewriteLayers(graph, new Map([[weight.name, scheme]]), tensors);
  const x =
    weight.kind === 'table'
      ? tensor('int32', [ROWS], Int32Array.of(5, 0, 3, 3))
      : tensor('float32', [ROWS, weight.columns], trialInputs(ROWS));
  const float = tensor('float32', [weight.rows, weight.columns], weight.data);
  const used = Object.fromEntries([...tensors].filter(([name]) => after.parameters.has(name)));
  const exact = interpret(graph, { x: x as Tensor, [weight.name]: float as Tensor });
  const ours = interpret(after, { x: x as Tensor, ...used });
  const all = (results: typeof exact) => [...results.values()].flatMap(({ data }) => [...data]);
  return signalAndNoise(all(exact), all(ours));
}

function trialGraph({ name, kind, rows, columns }: LayerWeight, isSplit: boolean): Graph {
  const weight: Value<'float32'> = parameter(name, 'float32', [rows, columns]);
  if (kind === 'table') return createGraph({ y: gather(weight, input('x', 'int32', ['rows'])) });
  const x: Value<'float32'> = input('x', 'float32', ['rows', columns]);
  const pieces = isSplit ? split(weight, { axis: 0, sizes: [2, rows - 2] }) : [weight];
  return createGraph(
    new Map(pieces.map((piece, index) => [`y${index}`, matmul(x, piece as never, { transposeB: true }) as Value])),
  );
}

function namedTensors(scheme: QuantizationScheme, weight: LayerWeight): Map<string, Tensor> {
  return new Map(Object.entries(scheme.choose(weight)).map(([name, each]) => [tensorName(weight.name, name), each]));
}

function eachTrial(
  create: CreateScheme,
  check: (scheme: QuantizationScheme, weight: LayerWeight, title: string) => string[],
): string[] {
  const kinds = create().kinds as readonly WeightKind[];
  return kinds.flatMap((kind) =>
    Object.entries(trialWeights(kind)).flatMap(([title, weight]) => {
      const scheme = create();
      return check(scheme, withObserved(weight, scheme), `${kind}, ${title}`);
    }),
  );
}

function typesOf({ inputs, outputs }: Graph): string {
  return [inputs, outputs]
    .flatMap((values) => [...values].map(([name, { dtype, shape }]) => `${name}: ${dtype}[${shape}]`))
    .join('; ');
}

function* tensorProblems({ dtype, shape, data }: Tensor): Generator<string> {
  if (!isStorageOf(dtype, data)) yield `of ${dtype} is a ${data.constructor.name}`;
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length !== count) yield `of [${shape}] has ${data.length} elements`;
  if (dtype === 'float32' && !allFinite(data as Float32Array)) yield 'is not finite';
}

function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
