import { SingleBar } from 'cli-progress';
import type { TextOutput } from '../command-io.js';

const NARROWEST_BAR = 6;
const WIDEST_BAR = 40;
/** For an output that does not tell its width. */
const USUAL_COLUMNS = 80;

/** A bar that takes what a line has left. @param textWidth columns of a line without its bar, at their widest */
export function createBar(output: TextOutput, format: string, textWidth: number): SingleBar {
  const free = (output.columns || USUAL_COLUMNS) - textWidth;
  return new SingleBar({
    stream: output,
    format,
    barsize: Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, free)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    formatValue: (value, _options, type) => (type === 'percentage' ? String(value).padStart(3) : String(value)),
    hideCursor: true,
  });
}
