// A peer that answers by the protocol without Python: `node fake-peer.mjs`. Its runs take 1, 2, 3, ...
import { createInterface } from 'node:readline';

let runs = 0;
const answers = {
  prepare: () => ({}),
  run: () => ({ value: ++runs }),
  release: () => ({}),
  fail: () => ({ error: 'out of memory' }),
  chat: () => 'not an object of JSON',
  die: () => process.exit(3),
};

for await (const line of createInterface({ input: process.stdin })) {
  const answer = answers[JSON.parse(line).command]();
  console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
}
