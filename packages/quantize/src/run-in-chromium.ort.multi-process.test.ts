/** The files of every format in a browser: onnxruntime-web's WebAssembly provider in headless Chromium, of a page that this process serves. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAME, typicalDistance } from '../test/distances.js';
import { EVERY_FORMAT } from '../test/every-format.js';
import { findChromium, launchChromium } from '../test/headless-chromium.js';
import { runFile } from '../test/run-file.js';
import { serveWebRuntime, type WebRuntime } from '../test/serve-web-runtime.js';
import { useTemporaryDirectory } from '../test/temporary-directory.js';
import { backend, classifier, type TextFeeds, tokenRows } from '../test/tiny-models.js';
import { saveQuantizedModel } from './files.js';
import { quantize } from './model/quantize.js';

const TIMEOUT_MS = 60_000;

const executable = findChromium();
const reason = 'skipped: no chromium on the PATH, and BERTSMITH_CHROMIUM names none';
const path = useTemporaryDirectory();

describe.skipIf(executable === undefined)(`Chromium${executable === undefined ? ` (${reason})` : ''}`, () => {
  let server: WebRuntime;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await serveWebRuntime(path);
    browser = await launchChromium(executable as string);
    page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction('globalThis.runOnnx !== undefined');
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(EVERY_FORMAT)(
    'has the same logits as onnxruntime-node: $title',
    async ({ title, scheme, tableScheme }) => {
      const options = { backend, scheme, tableScheme, calibration: tokenRows(12), measure: false };
      await saveQuantizedModel((await quantize(classifier(), options)).model, path(title));
      const askPage = async (text: TextFeeds) => {
        const asked = [`/models/${title}/model.onnx`, text].map((each) => JSON.stringify(each)).join();
        return (await page.evaluate<Record<string, number[]>>(`runOnnx(${asked})`)).logits;
      };
      const askNode = async (text: TextFeeds) => (await runFile(`${path(title)}/model.onnx`, text)).logits;
      expect(await typicalDistance(askPage, askNode)).toBeLessThan(SAME);
    },
    TIMEOUT_MS,
  );
});
