import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError, EXIT } from '../../src/cli/exitCodes.ts';
import { failureOf } from '../../src/cli/failures.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity } from '../../src/crypto/signing.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { PlatformError } from '../../src/kernel/platformError.ts';
import { openFileLedger } from '../../src/net/participant/fileLedger.ts';
import { openLevelJournal } from '../../src/net/participant/journal/levelJournal.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { systemReason } from '../../src/net/disk/systemReason.ts';
import { UsageError } from '../../src/session/outcome.ts';

let folder: string;
const at = (...parts: readonly string[]): string => join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-failures-'));
  await writeFile(at('file'), 'x');
});
afterAll(() => rm(folder, { recursive: true }));

async function failureIn(work: () => Promise<unknown>): Promise<ReturnType<typeof failureOf>> {
  return failureOf(await work().catch((error: unknown) => error));
}

describe('an error of the environment', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a file where the ledger goes', () => openFileLedger(at('file')), /there is a file where/],
    ['a file on the way to it', () => openFileLedger(at('file', 'x')), /there is a file where/],
    ['a file where the store goes', () => openLevelStore(at('file')), /there is a file where/],
    [
      'a file on the way to the store',
      () => openLevelStore(at('file', 'x')),
      /there is a file where/,
    ],
    [
      'a file where the notes go',
      () => openLevelJournal(at('file', 'x'), generateIdentity(systemRandom), systemRandom),
      /the journal of this participation cannot be used/,
    ],
    ['a file that nobody thought of', () => open(at('missing')), /there is no such file/],
  ])('is a sentence that names the place, and exit 3: %s', async (_, work, says) => {
    const failure = await failureIn(work);
    expect(failure.code).toBe(EXIT.input);
    expect(failure.text).toMatch(says);
    expect(failure.text).toContain(folder);
    expect(failure.text).not.toMatch(/another coordinator|at file:|fault in veilsum/);
    expect(failure.text.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says that a store is open elsewhere where it is', async () => {
    const store = await openLevelStore(at('store'));
    const { code, text } = await failureIn(() => openLevelStore(at('store')));
    await store.close();
    expect(code).toBe(EXIT.input);
    expect(text).toContain('another process has it open');
  });

  it.each(['EROFS', 'EACCES', 'ENOSPC', 'EMFILE', 'EIO'])('is told without jargon: %s', (code) => {
    const error = Object.assign(new Error(`${code}: jargon`), { code, syscall: 'open', path: 'p' });
    const { code: exit, text } = failureOf(error);
    expect(exit).toBe(EXIT.input);
    expect(text).toBe(`error: p: ${systemReason(error)}\n`);
    expect(text).not.toContain('jargon');
  });

  it.each([
    new RangeError('WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory'),
    new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory'),
    new RangeError('Array buffer allocation failed'),
  ])('such as memory that is refused is exit 3: %s', (error) => {
    expect(failureOf(error)).toMatchObject({ code: EXIT.input });
    expect(failureOf(error).text).toContain('refuses the memory');
  });

  it('such as a platform without WebAssembly is exit 3', async () => {
    const { WebAssembly: before } = globalThis;
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    try {
      const failure = await failureIn(() => createKernel());
      expect(failure.code).toBe(EXIT.input);
      expect(failure.text).toContain('has no WebAssembly');
    } finally {
      globalThis.WebAssembly = before;
    }
    // Another attempt is not told of the one before.
    (await createKernel({ threads: 1 })).close();
  });
});

describe('other errors', () => {
  it('keep their codes: usage, the platform, and what is a defect indeed', () => {
    expect(failureOf(new CommandError(EXIT.usage, 'no'))).toEqual({
      code: 2,
      message: 'no',
      text: 'error: no\n',
    });
    expect(failureOf(new PlatformError('none'))).toMatchObject({ code: 3, text: 'error: none\n' });
    expect(failureOf(new UsageError('wrong-input', 'no'))).toMatchObject({ code: 3 });
    expect(failureOf(new UsageError('state-spent', 'no'))).toMatchObject({ code: 4 });
    expect(failureOf(new RangeError('kernel: 5 points, not 6'))).toMatchObject({ code: 4 });
    expect(failureOf(new TypeError('undefined is no function')).text).toMatch(/please report it/);
  });

  it('make one line whatever is in them', () => {
    const evil = new CommandError(EXIT.invalid, 'x\u001b[2K\r\nVALID\u202e\u009b\u2028');
    expect(failureOf(evil).text).toBe(
      'error: x\\u001b[2K\\u000d\\u000aVALID\\u202e\\u009b\\u2028\n',
    );
  });
});
