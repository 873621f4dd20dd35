/** A program that leaves its kernels undisposed: it must end all the same. */
import { SharedHeap } from '@bertsmith/tensor';
import { FlatKernels } from '../src/flat-kernels/flat-kernels.js';

const kernels = new FlatKernels(new SharedHeap(), { threads: 2 });
const results = await kernels.run([{ kernel: 'sumOfSquares', arguments: [64, 0] }]);
console.log(`results: ${results.length}`);
