import { expect, it } from 'vitest';
import { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { EncodeThread } from './encode-thread.js';

const { settings } = new WordPieceTokenizer({ vocabulary: ['[UNK]', '[CLS]', '[SEP]', 'low'] });

it('rejects what it is asked after its worker has ended, with the reason', async () => {
  const thread = new EncodeThread(settings, {});
  expect((await thread.encode(['low'])).inputIds).toEqual(Int32Array.of(1, 3, 2));
  await thread.end();
  await expect(thread.encode(['low'])).rejects.toThrow('the encoding thread ended with code 1');
});

it('rejects what it is asked after its worker has failed', async () => {
  // The worker refuses these settings before it reads any message.
  const broken = { ...settings, continuingSubwordPrefix: 3 as unknown as string };
  const thread = new EncodeThread(broken, {});
  await expect(thread.encode(['low'])).rejects.toThrow('continuingSubwordPrefix must be a string');
  await expect(thread.encode(['low'])).rejects.toThrow('continuingSubwordPrefix must be a string');
  await thread.end();
});
