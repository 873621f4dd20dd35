/** A model as an ONNX file that other programs run without us. */
import { basename } from 'node:path';
import {
  applyPasses,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  fuseBiasIntoGemm,
  type Graph,
  input,
  type OnnxDomain,
  type Pass,
  STANDARD_PASSES,
  serializeOnnx,
  type Value,
} from '@bertsmith/graph';
import { writeFilesTogether } from '@bertsmith/tensor/files';
import type { BertInferenceModel } from '../models/bert-model-with-head.js';
import { inferenceParameters } from '../parameters/inference-parameters.js';
import { withInt64Inputs } from './with-int64-inputs.js';

/** How {@link exportOnnx} writes. */
export interface ExportOnnxOptions {
  /** Parameters go into a second file, `PATH.data`. Default: only when the model would have more than 2 GiB, which ONNX forbids. */
  readonly externalData?: boolean;
  /**
   * Domains beyond the ONNX standard whose ops may be used. `['com.microsoft']` lets attention's products be transposed and scaled for nothing;
   * such a file runs on ONNX Runtime alone. Default: none.
   */
  readonly domains?: readonly OnnxDomain[];
}

/** What {@link exportOnnx} wrote. */
export interface OnnxExport {
  /** The model, and the file of external data if there is one. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  /** In the order of the file: `input_ids`, `attention_mask`, `token_type_ids`. */
  readonly inputs: readonly string[];
  /** In the order of the file. */
  readonly outputs: readonly string[];
}

/** Where bias and product are one node, tools for ONNX files (quantizers, optimizers) know a linear layer when they see it. */
const PASSES: readonly Pass[] = [
  ...STANDARD_PASSES,
  fuseBiasIntoGemm,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
];

/** Every file has these, in this order, whether its model reads them or not. */
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const;

/** The output that a reader of the file looks for, and so the first. */
const MAIN_OUTPUTS: readonly string[] = ['logits', 'last_hidden_state', 'sentence_embedding'];

/**
 * Writes a model's inference graph with its parameters as an ONNX file (opset 21, IR version 10) that ONNX Runtime loads as it is: in Python,
 * in Node, in the browser.
 *
 * Inputs are int64 `[batch, sequence]`, both of any size: `input_ids` (0 to `vocabSize - 1`), `attention_mask` (1 for a token, 0 for padding),
 * `token_type_ids`. Outputs are those of `model.buildInferenceGraph()`, `logits` or `last_hidden_state` first.
 *
 * Files that are there are replaced, when the new ones are complete. The parameters are written from where they are, not copied.
 *
 * @param path its directory must exist
 * @throws OutputError when a file cannot be written; the old ones are still there
 * @example
 * const { outputs } = await exportOnnx(model, 'classifier.onnx');
 */
export async function exportOnnx(
  model: BertInferenceModel,
  path: string,
  options: ExportOnnxOptions = {},
): Promise<OnnxExport> {
  const { files, ...names } = onnxFiles(model, path, options);
  await writeFilesTogether(files);
  return {
    files: files.map(([written, content]) => ({ path: written, sizeBytes: sizeOf(content) })).reverse(),
    ...names,
  };
}

/** What {@link exportOnnx} writes, for whoever writes more into the same directory with `writeFilesTogether`: external data first, if there is any. */
export function onnxFiles(
  model: BertInferenceModel,
  path: string,
  options: ExportOnnxOptions = {},
): Omit<OnnxExport, 'files'> & { readonly files: (readonly [path: string, data: readonly Uint8Array[]])[] } {
  const graph = exportedGraph(model);
  const dataPath = `${path}.data`;
  const { model: chunks, data } = serializeOnnx(graph, {
    parameters: inferenceParameters(model),
    dataFile: basename(dataPath),
    externalData: options.externalData ? 'always' : 'large',
    domains: options.domains ?? [],
  });
  return {
    // The model comes last: where it is in place, its data is.
    files: [...(data === undefined ? [] : [[dataPath, data] as const]), [path, chunks] as const],
    inputs: [...graph.inputs.keys()],
    outputs: [...graph.outputs.keys()],
  };
}

/** The graph of the file: portable, int64 inputs, everything in a fixed order. */
function exportedGraph(model: BertInferenceModel): Graph {
  const graph = applyPasses(withInt64Inputs(model.buildInferenceGraph()), PASSES);
  const unread = INPUTS.map((name) => [name, input(name, 'int64', ['batch', 'sequence'])] as const);
  return {
    ...graph,
    inputs: new Map<string, Value>([...unread, ...graph.inputs]),
    outputs: new Map([...graph.outputs].sort(([a], [b]) => rankOf(a) - rankOf(b))),
  };
}

function rankOf(output: string): number {
  return MAIN_OUTPUTS.includes(output) ? 0 : 1;
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
