import { expect, it } from 'vitest';
import { commandPrefix, shellArgument } from './next-command.js';

it('commands are typed the way this one was', () => {
  expect(commandPrefix({})).toBe('bertsmith');
  expect(commandPrefix({ PNPM_PACKAGE_NAME: 'bertsmith', npm_lifecycle_event: 'npx' })).toBe(
    'npx -y pnpm@10 exec bertsmith',
  );
  expect(commandPrefix({ npm_lifecycle_event: 'npx' })).toBe('npx @bertsmith/cli');
});

it('arguments are quoted where a shell would take them apart', () => {
  expect(shellArgument('models/first-1')).toBe('models/first-1');
  expect(shellArgument('a large cat')).toBe('"a large cat"');
  expect(shellArgument('say "$1"')).toBe('"say \\"\\$1\\""');
});
