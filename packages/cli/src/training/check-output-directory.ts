import { OutputError } from '@bertsmith/tensor';
import { prepareOutputDirectory } from '@bertsmith/tensor/files';

/**
 * Makes the output directory and tests that it can be written, before any work is done.
 *
 * @throws OutputError when it cannot be, or has something in it and `overwrite` is not set; the message names the flag
 */
export async function checkOutputDirectory(output: string, overwrite: boolean): Promise<void> {
  try {
    await prepareOutputDirectory(output, { overwrite });
  } catch (error) {
    const entries = OutputError.isInstance(error) ? error.details.entries : undefined;
    if (entries === undefined) throw error;
    const message = `the output directory '${output}' is not empty: choose another one, or replace the model in it with --overwrite`;
    throw new OutputError(message, { path: output, entries, cause: error });
  }
}
