/** How keys are read, and what is said where they are not there: apart from what parses them, which loads a pairing library. */

/** Reads one file of the folder of keys, by its name; rejects where there is none. */
export type ReadKeyFile = (file: string) => Promise<Uint8Array>;

/** Keys that do not fit their name, their manifest, or what they are to prove. */
export class ProofKeyError extends Error {
  override readonly name: string = 'ProofKeyError';
}

/** A file of keys that is not there, such as a proving key where only verification keys are. */
export class MissingKeyError extends ProofKeyError {
  override readonly name = 'MissingKeyError';
}
