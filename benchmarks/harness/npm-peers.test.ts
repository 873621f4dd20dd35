import { expect, it } from 'vitest';
import { NpmPeers } from './npm-peers.js';

it('imports a package and notes its version', async () => {
  const peers = new NpmPeers(() => expect.unreachable());
  const module = await peers.import<typeof import('@huggingface/tokenizers')>('@huggingface/tokenizers');
  expect(module?.Tokenizer).toBeTypeOf('function');
  expect(peers.versions).toEqual({ '@huggingface/tokenizers': expect.stringMatching(/^0\.\d+\.\d+$/) });
});

it('says which package is left out', async () => {
  const leftOut: string[] = [];
  const peers = new NpmPeers((name, reason) => leftOut.push(`${name}: ${reason}`));
  expect(await peers.import('no-such-package')).toBeUndefined();
  expect(leftOut).toEqual(['no-such-package: it is not installed']);
  expect(peers.versions).toEqual({});
});
