/** Every file in test/vectors that this project generates, as text by its path in that folder. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { ed25519EdgeCases } from '../../test/crypto/ed25519EdgeCases.ts';
import { judgeKey, judgeSignature } from '../../test/crypto/signatureVerdicts.ts';
import { operationFiles } from '../../test/operations/operationFiles.ts';
import { referenceKernel } from '../../test/oracle/referenceKernel.ts';
import { recordVectors } from '../../test/record/recordVectors.ts';
import { checkerVectors } from '../../test/record/vectorCheckers.ts';
import { sessionVectors, sparseVectors } from '../../test/session/sessionVectors.ts';

export type VectorFiles = ReadonlyMap<string, string>;

const emittedBy = 'npm run vectors';

function text(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/**
 * The version of the platform whose verdicts are in the file of Ed25519 edge cases, and in no
 * other.
 */
export function platformVersion(): string {
  return `OpenSSL ${process.versions.openssl.split('.').slice(0, 2).join('.')}`;
}

async function edgeFile(): Promise<string> {
  const cases = [];
  for (const { name, publicKey, message, signature } of ed25519EdgeCases()) {
    cases.push({
      name,
      publicKey: bytesToHex(publicKey),
      message: bytesToHex(message),
      signature: bytesToHex(signature),
      key: judgeKey(publicKey),
      verdicts: await judgeSignature({ name, publicKey, message, signature }),
    });
  }
  return text({
    about:
      'Ed25519 keys and signatures at the edges, with verdicts. "strict" is the rule of veilsum-1; "key" says why it refuses the key.',
    emittedBy,
    webCrypto: platformVersion(),
    cases,
  });
}

async function sessionFile(): Promise<string> {
  const content = {
    about:
      'A session of four clients over five coordinates, in which the last client falls silent before Commit. Bytes are ' +
      'hexadecimal. A client draws all its randomness from TupleHashXOF256 of its randomSeed, domain ' +
      '"veilsum-1/seeded-random", in the order of the protocol page.',
    emittedBy,
    ...(await sessionVectors()),
  };
  return text(content);
}

async function sparseFile(): Promise<string> {
  const content = {
    about:
      'A session of twelve clients under the scheme sparse, in which client 3 falls silent before Commit and client 8 before Unmask. ' +
      'As session.json; "neighbours" lists the number that each client drew its neighbours with, and whom it drew.',
    emittedBy,
    ...(await sparseVectors()),
  };
  return text(content);
}

async function keysFile(): Promise<string> {
  const about = 'Keys to check range proofs with, by the names that vectors call them by.';
  return text({ about, emittedBy, checkers: await checkerVectors() });
}

/**
 * Generates all files. Bulk computations use the oracle, not the kernel under test.
 *
 * @param options - `groth16`, whether to make the records with Groth16 proofs too, which takes a while
 */
export async function vectorFiles(options = { groth16: true }): Promise<VectorFiles> {
  const files = new Map<string, string>();
  for (const [name, content] of Object.entries(await operationFiles(referenceKernel()))) {
    const { about, operations } = content;
    files.set(`operations/${name}.json`, text({ about, emittedBy, operations }));
  }
  files.set('crypto/ed25519-edge.json', await edgeFile());
  files.set('session/session.json', await sessionFile());
  files.set('session/sparse.json', await sparseFile());
  files.set('proofs/keys.json', await keysFile());
  for (const [name, vector] of await recordVectors(options))
    files.set(`record/${name}.json`, text(vector));
  return files;
}
