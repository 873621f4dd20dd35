import { readFileSync } from 'node:fs';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import ts from 'typescript';
import { expect, it } from 'vitest';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { pluginViolations } from './plugin-violations.js';

const TIMEOUT_MS = 120_000;
/** So that some steps are vetoed. */
const FACTOR = 1.02;

const backend = createOnnxRuntimeBackend();

/** The plugin that the README has as its example. */
function skipOutliers(): TrainingPlugin {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [source = ''] = /^ {4}function skipOutliers.*?^ {4}}$/ms.exec(readme) ?? [];
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  return new Function(`${outputText}; return skipOutliers(${FACTOR});`)() as TrainingPlugin;
}

it(
  'the plugin of the README keeps its contract',
  async () => {
    expect(await pluginViolations(skipOutliers, { backend })).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  'and would not without its state, as the README says',
  async () => {
    const forgetful = () => {
      const { stateDict, loadStateDict, ...hooks } = skipOutliers();
      return hooks;
    };
    const violations = await pluginViolations(forgetful, { backend });
    expect(violations.length).toBeGreaterThan(0);
    for (const violation of violations) {
      expect(violation).toMatch(
        /^resume: (killed|interrupted) after step \d and resumed, it has another result: in step \d+ /,
      );
    }
  },
  TIMEOUT_MS,
);
