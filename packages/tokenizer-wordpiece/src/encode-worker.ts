/** The program of a worker thread: encodes lists of texts. Started by `files/encode-thread.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '@bertsmith/tensor';
import type { EncodeThreadAnswer, EncodeThreadData } from './files/encode-thread.js';
import { WordPieceTokenizer } from './wordpiece-tokenizer.js';

const { tokenizer: settings, options } = workerData as EncodeThreadData;
const tokenizer = new WordPieceTokenizer(settings);

parentPort?.on('message', (texts: readonly string[]) => {
  const answer = encode(texts);
  const moved =
    'error' in answer ? [] : [answer.inputIds.buffer as ArrayBuffer, answer.rowSplits.buffer as ArrayBuffer];
  parentPort?.postMessage(answer, moved);
});

function encode(texts: readonly string[]): EncodeThreadAnswer {
  try {
    return tokenizer.encodeRagged(texts, options);
  } catch (error) {
    return { error: (error as Error).message, isInput: InputError.isInstance(error) };
  }
}
