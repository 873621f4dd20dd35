export * from '../src/conformance/dominant-class.js';
