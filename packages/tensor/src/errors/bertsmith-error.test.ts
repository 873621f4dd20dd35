import { inspect } from 'node:util';
import { expect, expectTypeOf, it } from 'vitest';
import { BertsmithError } from './bertsmith-error.js';
import * as classes from './error-classes.js';

const every = Object.values(classes);

it.each(every)('$name has a name, a code of its own, its values and its cause', (ErrorClass) => {
  const cause = new Error('below');
  const error = new ErrorClass('what happened', { path: 'a.json', cause });
  expect(error).toBeInstanceOf(BertsmithError);
  expect(error.name).toBe(ErrorClass.name);
  expect(error.code).toBe(ErrorClass.code);
  expect(error.details).toEqual({ path: 'a.json' });
  expect(error.cause).toBe(cause);
  expect(`${error}`).toBe(`${ErrorClass.name}: what happened`);
});

it('goes by its name in its stack', () => {
  const error = new classes.InputError('what happened');
  expect(error.stack).toMatch(/^InputError: what happened\n +at .*bertsmith-error\.test\.ts/);
});

it('goes by its name when it is printed, also bundled', async () => {
  const bundle: string = new URL('../../dist/index.js', import.meta.url).href;
  const { InputError } = (await import(bundle)) as typeof classes;
  expect(inspect(new InputError('what happened'))).toMatch(/^InputError: what happened\n +at /);
  expectTypeOf(new InputError('what happened').code).toEqualTypeOf<'ERR_INPUT'>();
});

it('has a code for each class', () => {
  expect(new Set(every.map(({ code }) => code)).size).toBe(every.length);
});

it('is recognised with its class', () => {
  const error: unknown = new classes.FormatError('what happened');
  expect(BertsmithError.isInstance(error)).toBe(true);
  expect(classes.FormatError.isInstance(error)).toBe(true);
  expect(classes.ShapeError.isInstance(error)).toBe(false);
  if (classes.FormatError.isInstance(error)) expectTypeOf(error).toEqualTypeOf<classes.FormatError>();
  if (BertsmithError.isInstance(error)) expectTypeOf(error).toEqualTypeOf<BertsmithError>();
});

it('is recognised when another copy of the package threw it', () => {
  const foreign = Object.assign(new Error('what happened'), {
    code: 'ERR_FORMAT',
    [Symbol.for('bertsmith.error')]: true,
  });
  expect(BertsmithError.isInstance(foreign)).toBe(true);
  expect(classes.FormatError.isInstance(foreign)).toBe(true);
  expect(classes.InputError.isInstance(foreign)).toBe(false);
});

it.each([undefined, null, 'text', new Error('other'), { code: 'ERR_FORMAT' }])('does not recognise %s', (other) => {
  expect(BertsmithError.isInstance(other)).toBe(false);
});
