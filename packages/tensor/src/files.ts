/** Files on disk: Node only. Everything that works without a file system is in `@bertsmith/tensor` itself. */
export { makeDirectory } from './files/make-directory.js';
export { openSafetensors } from './files/open-safetensors.js';
export { explainOutputFailure } from './files/output-failure.js';
export { type OutputDirectoryOptions, prepareOutputDirectory } from './files/prepare-output-directory.js';
export { type ReadTextOptions, readTextFileOrFail } from './files/read-text-file-or-fail.js';
export { SafetensorsFile } from './files/safetensors-file.js';
export { saveSafetensors } from './files/save-safetensors.js';
export { type FileContent, writeFileAtomically, writeFilesTogether } from './files/write-file-atomically.js';
