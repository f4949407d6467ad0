import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { packageKeys } from '../../src/net/index.ts';
import { ProofKeyError } from '../../src/proofs/groth16/keyFiles.ts';
import { portablePairing } from '../../src/proofs/groth16/portablePairing.ts';
import { readProvingKeys, readVerifyingKeys } from '../../src/proofs/groth16/keys.ts';
import { locateSnarkjs, MissingPackageError } from '../../src/proofs/groth16/prover/locate.ts';
import { fetchKeys } from '../../src/snark.ts';

const read = packageKeys();
const decoder = new TextDecoder();

interface ManifestLike {
  circuits: Record<string, { origin?: string; sha256: Record<string, string>; keyDigest?: string }>;
}

/** The folder of keys with its manifest changed. */
function withManifest(change: (manifest: ManifestLike) => void): typeof read {
  return async (file) => {
    const bytes = await read(file);
    if (file !== 'manifest.json') return bytes;
    const manifest = JSON.parse(decoder.decode(bytes)) as ManifestLike;
    change(manifest);
    return new TextEncoder().encode(JSON.stringify(manifest));
  };
}

const verifying = (name: string, from = read): Promise<unknown> =>
  readVerifyingKeys(name, from, portablePairing);

describe('keys of the package', () => {
  it('are what their name and the manifest say', async () => {
    const keys = await readProvingKeys('l2-8x8', read, portablePairing);
    const manifest = JSON.parse(decoder.decode(await read('manifest.json'))) as ManifestLike;
    expect(keys).toMatchObject({ kind: 'l2', rowLength: 8, bits: 8, origin: 'development' });
    expect(Buffer.from(keys.keyDigest).toString('hex')).toBe(
      manifest.circuits['l2-8x8']!.keyDigest,
    );
    expect(Object.keys(keys.proving)).toEqual(['row', 'norm']);
  });

  it.each(['linf', 'linf-8x', 'norm', 'linf-08x8', '../linf-8x8', 'linf-8x8 '])(
    'are not looked for under %j',
    async (name) => {
      await expect(verifying(name)).rejects.toThrow('keys are named as');
    },
  );

  it('are refused where a file is not the one of the manifest', async () => {
    for (const part of ['vkey', 'zkey', 'wasm']) {
      const altered = withManifest(({ circuits }) => {
        circuits['linf-8x8']!.sha256[part] = '00'.repeat(32);
      });
      const reading = readProvingKeys('linf-8x8', altered, portablePairing);
      await expect(reading).rejects.toThrow(/is not the file that the manifest names/);
    }
  });

  it.each<[string, (manifest: ManifestLike) => void]>([
    ['no checksum', ({ circuits }) => delete circuits['linf-8x8']!.sha256['vkey']],
    ['no origin', ({ circuits }) => delete circuits['linf-8x8']!.origin],
    ['no such keys', ({ circuits }) => delete circuits['linf-8x8']],
  ])('are refused where the manifest has %s', async (_, change) => {
    await expect(verifying('linf-8x8', withManifest(change))).rejects.toThrow(ProofKeyError);
  });

  it('are of a ceremony only where all of them are', async () => {
    const half = withManifest(({ circuits }) => {
      circuits['l2-8x8']!.origin = 'ceremony';
    });
    expect(await verifying('l2-8x8', half)).toMatchObject({ origin: 'development' });
    const whole = withManifest(({ circuits }) => {
      circuits['linf-8x8']!.origin = 'ceremony';
    });
    expect(await verifying('linf-8x8', whole)).toMatchObject({ origin: 'ceremony' });
  });

  it('are fetched from an address', async () => {
    const answer = vi.fn((url: URL) =>
      Promise.resolve(
        url.pathname.endsWith('manifest.json')
          ? new Response(new Uint8Array([1, 2]))
          : new Response('', { status: 404 }),
      ),
    );
    vi.stubGlobal('fetch', answer);
    try {
      const fetched = fetchKeys('https://example.org/keys/');
      expect(await fetched('manifest.json')).toEqual(new Uint8Array([1, 2]));
      expect(String(answer.mock.calls[0]![0])).toBe('https://example.org/keys/manifest.json');
      await expect(fetched('linf-8x8.zkey')).rejects.toThrow(
        'linf-8x8.zkey: the server answered 404',
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('snarkjs', () => {
  it('is found where it is installed', () => {
    expect(locateSnarkjs(undefined)).toMatch(/snarkjs/);
  });

  it('is asked for by what to do where Node’s modules are not there', () => {
    vi.stubGlobal('process', {});
    try {
      expect(() => locateSnarkjs(undefined)).toThrow(MissingPackageError);
      expect(() => locateSnarkjs(undefined)).toThrow('pass `snarkjsUrl`');
      expect(locateSnarkjs('https://example.org/snarkjs.min.js')).toMatch('example.org');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('is asked for by what to install where it is not', () => {
    const resolve = (): never => {
      throw new Error('Cannot find module');
    };
    vi.stubGlobal('process', {
      getBuiltinModule: () => ({ createRequire: () => ({ resolve }) }),
    });
    try {
      expect(() => locateSnarkjs(undefined)).toThrow('npm install snarkjs');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('is not needed for checking, nor is its WebAssembly', async () => {
    vi.doMock('ffjavascript', () => {
      throw new Error('Cannot find package');
    });
    vi.resetModules();
    try {
      const { defaultPairing } = await import('../../src/proofs/groth16/verifier.ts');
      expect((await defaultPairing()).name).toBe('portable');
    } finally {
      vi.doUnmock('ffjavascript');
      vi.resetModules();
    }
  });

  it('leaves nothing running: a program that has proven ends by itself', async () => {
    const program = new URL('./provesAndEnds.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
      timeout: 50_000,
    });
    expect(stdout.trim()).toBe('valid');
  });
});
