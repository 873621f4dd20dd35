import { join } from 'node:path';

/** The folder of shared data and models, beside the repository unless `BERTSMITH_SHARED` says where. */
export const SHARED_FOLDER = process.env.BERTSMITH_SHARED ?? join(import.meta.dirname, '../../../shared');

/** The name of the pre-trained model in it: 6 layers of width 384, as sentence-transformers published it. */
export const MODEL_NAME = 'all-MiniLM-L6-v2';

/** Its folder. */
export const DEFAULT_MODEL_FOLDER = join(SHARED_FOLDER, 'models', MODEL_NAME);
