import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SAME, typicalDistance } from '../test/distances.js';
import { EVERY_FORMAT } from '../test/every-format.js';
import { useTemporaryDirectory } from '../test/temporary-directory.js';
import { BATCHES, backend, classifier, runModel, type TextFeeds, tokenRows } from '../test/tiny-models.js';
import { saveQuantizedModel } from './files.js';
import { quantize } from './model/quantize.js';

const TIMEOUT_MS = 120_000;
const SCRIPT = fileURLToPath(new URL('../test/run-onnx.py', import.meta.url));

const python = process.env.BERTSMITH_PYTHON;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with onnx and onnxruntime';
const path = useTemporaryDirectory();

/** What a file answers to each of {@link BATCHES}. */
function askPython(file: string): Record<string, number[]>[] {
  const input = JSON.stringify(BATCHES);
  const { status, stdout, stderr } = spawnSync(python as string, [SCRIPT, file], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, number[]>[];
}

describe.skipIf(python === undefined)(`Python's runtime${python === undefined ? ` (${reason})` : ''}`, () => {
  it.each([
    ...EVERY_FORMAT.map((each) => ({ ...each, externalData: false })),
    { ...EVERY_FORMAT[0], title: 'external data', externalData: true },
  ])(
    'has the same logits: $title',
    async ({ title, scheme, tableScheme, externalData }) => {
      const calibration = tokenRows(12);
      const options = { backend, scheme, tableScheme, calibration, measure: false };
      const { model } = await quantize(classifier(), options);
      await saveQuantizedModel(model, path(title), { externalData });
      const answers = askPython(`${path(title)}/model.onnx`);
      const askModel = async (text: TextFeeds) => (await runModel(model, text)).logits;
      expect(await typicalDistance((texts) => answers[BATCHES.indexOf(texts)]?.logits, askModel)).toBeLessThan(SAME);
    },
    TIMEOUT_MS,
  );
});
