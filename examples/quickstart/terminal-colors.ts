import pc from 'picocolors';

/** Colors on a terminal, plain text in a file or pipe. Left to itself picocolors also colors what a CI server records. */
export const { bold, dim, green } = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
