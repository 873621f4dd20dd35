import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { BertForSentenceEmbedding } from '@bertsmith/bert-core';
import { loadModel, loadSentenceEmbedder } from '@bertsmith/bert-core/files';
import { ConfigError, FormatError, InputError, type Tensor } from '@bertsmith/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { backend, classifier, fill, runModel, TINY_CONFIG } from '../../test/tiny-models.js';
import { quantize } from '../model/quantize.js';
import type { QuantizedModel } from '../model/quantized-model.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { halfStorage } from '../schemes/half-storage.js';
import { loadQuantizedEmbedder } from './load-quantized-embedder.js';
import { hasQuantizedWeights, loadQuantizedModel } from './load-quantized-model.js';
import { readOnnxTensors } from './read-onnx-tensors.js';
import { saveQuantizedModel } from './save-quantized-model.js';

const path = useTemporaryDirectory();
let quantized: QuantizedModel;
let config: string;
let onnx: Buffer;

beforeAll(async () => {
  quantized = (await quantize(classifier(), { backend, measure: false })).model;
  await saveQuantizedModel(quantized, path('good'));
  config = await readFile(`${path('good')}/config.json`, 'utf8');
  onnx = await readFile(`${path('good')}/model.onnx`);
});

/** A directory with other files. */
async function directoryOf(
  name: string,
  files: { readonly config?: string; readonly onnx?: Uint8Array },
): Promise<string> {
  await mkdir(path(name));
  await writeFile(`${path(name)}/config.json`, files.config ?? config);
  await writeFile(`${path(name)}/model.onnx`, files.onnx ?? onnx);
  return path(name);
}

const changed = (change: (json: Record<string, never>) => unknown) => {
  const json = JSON.parse(config);
  change(json);
  return JSON.stringify(json);
};

describe('a quantized directory', () => {
  it('is told apart, and not taken for one of float weights', async () => {
    expect(hasQuantizedWeights((await loadQuantizedModel(path('good'))).config)).toBe(true);
    expect(hasQuantizedWeights(classifier().config)).toBe(false);
    await expect(loadModel(path('good'))).rejects.toThrow(ConfigError);
    await expect(loadModel(path('good'))).rejects.toThrow('loadQuantizedModel of @bertsmith/quantize/files loads');
  });

  it('saved again is the same, byte for byte', async () => {
    await saveQuantizedModel(await loadQuantizedModel(path('good')), path('again'));
    expect(await readFile(`${path('again')}/config.json`, 'utf8')).toBe(config);
    expect((await readFile(`${path('again')}/model.onnx`)).equals(onnx)).toBe(true);
  });

  it('is read onto memory that sessions share, wherever in the file a tensor begins', async () => {
    const varied = await quantize(classifier(), { backend, measure: false, scheme: halfStorage('float16') });
    await saveQuantizedModel(varied.model, path('shifted'));
    const tensors = await readOnnxTensors(`${path('shifted')}/model.onnx`);
    const isElsewhere = ({ data }: Tensor) => data.byteLength > 0 && !(data.buffer instanceof SharedArrayBuffer);
    expect(tensors.size).toBeGreaterThan(10);
    expect([...tensors].filter(([, each]) => isElsewhere(each)).map(([name]) => name)).toEqual([]);
  });

  it('with larger tensors in a file beside it answers the same', async () => {
    await saveQuantizedModel(quantized, path('external'), { externalData: true });
    const loaded = await loadQuantizedModel(path('external'));
    expect(await runModel(loaded)).toEqual(await runModel(quantized));
    expect(await readdir(path('external'))).toContain('model.onnx.data');
    const data = await readFile(`${path('external')}/model.onnx.data`);
    await writeFile(`${path('external')}/model.onnx.data`, data.subarray(0, data.length - 100));
    await expect(loadQuantizedModel(path('external'))).rejects.toThrow(/model\.onnx\.data: ends before byte/);
    await saveQuantizedModel(quantized, path('external'));
    expect(await readdir(path('external'))).toEqual(['config.json', 'model.onnx']);
  });

  it('is an embedder too, pooled as the files beside it say', async () => {
    const modules = [
      { type: 'sentence_transformers.models.Pooling', path: 'pooling' },
      { type: 'Normalize', path: '' },
    ];
    await saveQuantizedModel(quantized, path('embedder'));
    await mkdir(path('embedder/pooling'));
    await writeFile(path('embedder/modules.json'), JSON.stringify(modules));
    await writeFile(path('embedder/pooling/config.json'), JSON.stringify({ pooling_mode_cls_token: true }));
    await writeFile(path('embedder/sentence_bert_config.json'), JSON.stringify({ max_seq_length: 7 }));
    const { model, maxLength } = await loadQuantizedEmbedder(path('embedder'));
    expect([model.pooling, model.normalize, maxLength]).toEqual(['cls', true, 7]);
    const { sentence_embedding: vectors = [] } = await runModel(model);
    expect(Math.hypot(...vectors.slice(0, 32))).toBeCloseTo(1, 5);
    const float = fill(new BertForSentenceEmbedding(TINY_CONFIG, { pooling: 'cls', normalize: true }));
    const { sentence_embedding: exact = [] } = await runModel(float);
    expect(vectors.reduce((sum, value, index) => sum + value * (exact[index] as number), 0) / 2).toBeGreaterThan(0.9);
    expect((await loadQuantizedEmbedder(path('embedder'), { pooling: 'mean' })).model.pooling).toBe('mean');
    await expect(loadSentenceEmbedder(path('embedder'))).rejects.toThrow('the weights are quantized');
  });

  it('of a scheme of your own needs its factory', async () => {
    const scheme = { ...dynamicInt8(), name: 'mine' };
    const { model } = await quantize(classifier(), { backend, scheme, measure: false });
    await saveQuantizedModel(model, path('mine'));
    await expect(loadQuantizedModel(path('mine'))).rejects.toThrow("a scheme 'mine' that is not known");
    const loaded = await loadQuantizedModel(path('mine'), { schemes: { mine: () => scheme } });
    expect(await runModel(loaded)).toEqual(await runModel(model));
  });
});

describe('a damaged directory', () => {
  const rejects = async (directory: Promise<string>, type: typeof FormatError | typeof InputError, message: RegExp) => {
    const error = await loadQuantizedModel(await directory).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toMatch(message);
  };

  it('without a file', () => rejects(Promise.resolve(path('missing')), InputError, /cannot read .*config\.json/));

  it('whose model is cut off', async () => {
    await rejects(directoryOf('short', { onnx: onnx.subarray(0, onnx.length - 50) }), FormatError, /model\.onnx: /);
    await rejects(directoryOf('text', { onnx: Buffer.from('no model') }), FormatError, /model\.onnx: /);
  });

  it('whose configuration is of another model', async () => {
    const wider = changed((json) => Object.assign(json, { intermediate_size: 48 }));
    const message = /model\.onnx: its tensors do not fit the config\.json beside it: .*intermediate\.dense/;
    await rejects(directoryOf('wider', { config: wider }), FormatError, message);
  });

  it.each([
    ['no formats', { quantization_config: undefined }, /the method undefined/],
    [
      'those of another program',
      { quantization_config: { quant_method: 'gptq' } },
      /the method "gptq": this package reads 'bertsmith' alone/,
    ],
    ['nothing in them', { quantization_config: { quant_method: 'bertsmith' } }, /no lists of schemes and weights/],
    [
      'a scheme that is not in the list',
      { quantization_config: { quant_method: 'bertsmith', schemes: [], weights: { w: 0 } } },
      /scheme 0 of w, of 0 schemes/,
    ],
  ])('whose configuration has %s', (name, fields, message) =>
    rejects(directoryOf(name, { config: changed((json) => Object.assign(json, fields)) }), FormatError, message),
  );
});
