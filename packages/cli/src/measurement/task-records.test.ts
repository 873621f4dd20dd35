import { expect, it } from 'vitest';
import { taskRecords } from './task-records.js';

it('asks a model about rows of every kind of task', () => {
  const validation = [
    { text: 'an otter', label: 1 },
    { text: 'one', pair: 'two', score: 0.5 },
    { words: ['an', 'otter'], tags: [0, 1] },
    { id: '1', question: 'what?', context: 'an otter', answers: [] },
  ];
  expect(taskRecords({ validation }).map(({ place: _, ...record }) => record)).toEqual([
    { text: 'an otter' },
    { text: 'one', pair: 'two' },
    { words: ['an', 'otter'] },
    { question: 'what?', context: 'an otter' },
  ]);
});

it('takes so many of them, evenly spread, and says which', () => {
  const validation = Array.from({ length: 10 }, (_, index) => ({ text: `text ${index}`, label: 0 }));
  expect(taskRecords({ validation }, 2)).toEqual([
    { place: 'development text 1', text: 'text 0' },
    { place: 'development text 2', text: 'text 5' },
  ]);
});
