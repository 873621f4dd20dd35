/** Told the exit status of a command that has run to its end. */
export type Finish = (exitStatus: number) => void;
