/**
 * Emits test/vectors/crypto/: what the primitives of veilsum-1 give for fixed inputs, and what verifiers say of odd
 * Ed25519 keys and signatures. Run it with `npx tsx scripts/vectors/crypto.ts`; it always gives the same files, but for
 * the platform's column of verdicts, whose version the file names.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ed25519EdgeCases } from '../../test/crypto/ed25519EdgeCases.ts';
import { judgeKey, judgeSignature } from '../../test/crypto/signatureVerdicts.ts';
import { referenceKernel } from '../../test/oracle/referenceKernel.ts';
import { suiteVectors } from '../../test/crypto/suiteVectors.ts';

const folder = fileURLToPath(new URL('../../test/vectors/crypto/', import.meta.url));

function emit(name: string, content: object): void {
  writeFileSync(`${folder}${name}`, `${JSON.stringify(content, undefined, 2)}\n`);
}

const cases = [];
for (const item of ed25519EdgeCases()) {
  cases.push({
    name: item.name,
    publicKey: bytesToHex(item.publicKey),
    message: bytesToHex(item.message),
    signature: bytesToHex(item.signature),
    key: judgeKey(item.publicKey),
    verdicts: await judgeSignature(item),
  });
}

mkdirSync(folder, { recursive: true });
emit('ed25519-edge.json', {
  about:
    'Ed25519 keys and signatures at the edges, with verdicts. "strict" is the rule of veilsum-1; "key" says why it refuses the key.',
  emittedBy: 'scripts/vectors/crypto.ts',
  webCrypto: `OpenSSL ${process.versions.openssl.split('.').slice(0, 2).join('.')}`,
  cases,
});
emit('suite.json', {
  about: 'The primitives of veilsum-1 on fixed inputs. Bytes are hexadecimal, integers decimal.',
  emittedBy: 'scripts/vectors/crypto.ts',
  ...suiteVectors(referenceKernel()),
});
