/**
 * Reading of key files and its errors. Separate from the parsing of keys, which loads a pairing
 * library.
 */

/**
 * Reads a file of the key folder by its name, for example `manifest.json`. Rejects if there is no
 * such file.
 */
export type ReadKeyFile = (file: string) => Promise<Uint8Array>;

/** The keys do not match their name, their manifest or what they have to prove. */
export class ProofKeyError extends Error {
  override readonly name: string = 'ProofKeyError';
}

/** A key file is missing, for example a proving key in a folder that has only verification keys. */
export class MissingKeyError extends ProofKeyError {
  override readonly name = 'MissingKeyError';
}
