import { describe, expect, it } from 'vitest';
import { checkRepository, checkRevision } from './repository-name.js';

describe('a repository', () => {
  it.each(['google-bert/bert-base-uncased', 'bert-base-uncased', 'a/b.c_d-1', '_/x'])('%s', (name) => {
    expect(() => checkRepository(name)).not.toThrow();
  });

  it.each([
    '',
    'a/',
    '/a',
    'a/b/c',
    '..',
    '../a',
    'a/..',
    'a--b/c',
    'a b',
    'a\\b',
    'a/b?x',
    'a-/b',
    'a/b.',
    'a'.repeat(300),
  ])('is not %j', (name) => {
    expect(() => checkRepository(name)).toThrow(/expected OWNER\/NAME/);
  });
});

describe('a revision', () => {
  it.each(['main', 'v1.0', 'refs/pr/1', 'feature/x.y', 'a'.repeat(40)])('%s', (revision) => {
    expect(() => checkRevision(revision)).not.toThrow();
  });

  it.each(['', '/', '/main', 'main/', '..', 'a/../b', '.hidden', 'a b', 'a\\b', 'C:x', 'a//b'])(
    'is not %j',
    (revision) => {
      expect(() => checkRevision(revision)).toThrow(/is not a revision/);
    },
  );
});
