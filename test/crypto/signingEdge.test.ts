import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { platformAgrees } from '../../src/crypto/platformVerify.ts';
import { PROBE_CASES, PROBE_KEY } from '../../src/crypto/signatureProbe.ts';
import { IdentityKey, verifySignature } from '../../src/crypto/signing.ts';
import { ed25519EdgeCases } from './ed25519EdgeCases.ts';
import { judgeKey, judgeSignature, type Verdicts } from './signatureVerdicts.ts';
import { readVectors } from './vectorFile.ts';

interface EdgeFile {
  /** The platform whose verdicts the webCrypto column holds, by major and minor version. */
  readonly webCrypto: string;
  readonly cases: readonly {
    readonly name: string;
    readonly publicKey: string;
    readonly message: string;
    readonly signature: string;
    readonly key: string;
    readonly verdicts: Verdicts;
  }[];
}

const file = readVectors('ed25519-edge.json') as EdgeFile;
const samePlatform = `OpenSSL ${process.versions.openssl}.`.startsWith(`${file.webCrypto}.`);

describe('Ed25519 at the edges', () => {
  it.each(file.cases)('$name', async ({ name, key, verdicts, ...hex }) => {
    const item = {
      name,
      publicKey: hexToBytes(hex.publicKey),
      message: hexToBytes(hex.message),
      signature: hexToBytes(hex.signature),
    };
    const given = await judgeSignature(item);
    expect(judgeKey(item.publicKey)).toBe(key);
    expect({ ...given, webCrypto: null }).toEqual({ ...verdicts, webCrypto: null });
    if (samePlatform) expect(given.webCrypto).toBe(verdicts.webCrypto);
    if (key === 'valid') {
      const parsed = IdentityKey.parse(item.publicKey);
      expect(await verifySignature(parsed, item.signature, item.message)).toBe(verdicts.strict);
      // Where the platform is used at all, it must not differ on any key that we admit.
      if (await platformAgrees()) expect(given.webCrypto).toBe(verdicts.strict);
    } else {
      expect(verdicts.strict).toBe(false);
    }
  });

  it('are the cases that the script emits', () => {
    const emitted = ed25519EdgeCases().map(({ name, publicKey, message, signature }) => ({
      name,
      publicKey: bytesToHex(publicKey),
      message: bytesToHex(message),
      signature: bytesToHex(signature),
    }));
    expect(emitted).toEqual(
      file.cases.map(({ name, publicKey, message, signature }) => ({
        name,
        publicKey,
        message,
        signature,
      })),
    );
  });

  it('show each of our rules refusing what some other verifier takes', () => {
    const takenElsewhere = file.cases.filter(
      ({ verdicts }) => !verdicts.strict && Object.values(verdicts).includes(true),
    );
    const reasons = new Set(takenElsewhere.map(({ key }) => key));
    expect([...reasons].sort()).toEqual(['mixed-order', 'not-canonical', 'small-order', 'valid']);
    expect(takenElsewhere.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        's + L',
        'R with a component of order 8',
        'R is the identity with a sign',
      ]),
    );
  });
});

describe('the probe of the platform', () => {
  it.runIf(samePlatform)('finds this platform in agreement', async () => {
    expect(await platformAgrees()).toBe(true);
  });

  it.each(PROBE_CASES)('is an edge case: $name', (probe) => {
    const known = file.cases.find(({ name }) => name === probe.name);
    expect(known).toMatchObject({
      publicKey: PROBE_KEY,
      message: probe.message,
      signature: probe.signature,
      key: 'valid',
      verdicts: { strict: probe.valid },
    });
  });

  it('has every way in which verifiers of a good key differ', () => {
    // One probe for each distinct pattern of verdicts under a valid key, honest failures aside.
    const patterns = new Set(
      file.cases
        .filter(({ key, verdicts }) => key === 'valid' && new Set(Object.values(verdicts)).size > 1)
        .map(({ verdicts }) => JSON.stringify(verdicts)),
    );
    const probed = new Set(
      PROBE_CASES.map(({ name }) =>
        JSON.stringify(file.cases.find((item) => item.name === name)!.verdicts),
      ),
    );
    for (const pattern of patterns) expect(probed).toContain(pattern);
  });
});
