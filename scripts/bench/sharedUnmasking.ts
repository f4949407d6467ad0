/**
 * Measures how long unmasking a large session takes, in one process and in several that share the
 * work through a database:
 *
 *     npx tsx scripts/bench/sharedUnmasking.ts postgres://HOST/DATABASE [MASKS [PROCESSES]]
 *
 * The vector is that of n = 500, d = 10^6 at 16 bits in rows of 4096. Every process uses one
 * thread.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createKernel, ELEMENT_BYTES, type Mask } from '../../src/kernel/index.ts';
import { openSharedMasks } from '../../src/net/service/postgres/unmasking/sharedMasks.ts';

/** ⌈10^6 / 9⌉ elements of nine slots of 26 bits, and the blinders of 245 rows. */
const BYTES: number = (111_112 + 245) * ELEMENT_BYTES;

const [url, count = '2295', processes = '2', role] = process.argv.slice(2);
if (url === undefined) throw new Error('which database? postgres://HOST/DATABASE');
const kernel = await createKernel({ threads: 1 });
const onFault = (error: unknown): void => {
  console.error(error);
};
const shared = await openSharedMasks(url, { kernel, onFault, atOnce: 2 });

if (role === 'helper') {
  process.send!('ready');
  process.once('disconnect', () => void shared.stop());
} else {
  const masks = Array.from({ length: Number(count) }, (_, i): Mask => ({
    key: randomBytes(32),
    sign: i % 2 === 0 ? 1 : -1,
  }));
  console.log(`${masks.length} masks over ${BYTES} bytes`);
  const alone = await timed('one process, without the queue', (total) =>
    kernel.addMasks(total, masks),
  );
  const through = await timed('one process, through the queue', (total) =>
    shared.addMasks('one', total, masks, {}),
  );
  const helpers = await Promise.all(
    Array.from({ length: Number(processes) - 1 }, () => helper(url)),
  );
  const together = await timed(`${processes} processes`, (total) =>
    shared.addMasks('several', total, masks, {}),
  );
  const same = [through, together].every((total) => Buffer.compare(total, alone) === 0);
  console.log(same ? 'the same bytes each time' : 'DIFFERENT BYTES');
  for (const child of helpers) child.disconnect();
  await shared.stop();
}

async function timed(
  name: string,
  unmask: (total: Uint8Array) => Promise<void>,
): Promise<Uint8Array> {
  const total = new Uint8Array(BYTES);
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await unmask(total);
  const { user, system } = process.cpuUsage(used);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `${name}: ${seconds} s, of this process ${((user + system) / 1e6).toFixed(1)} s of CPU`,
  );
  return total;
}

async function helper(place: string): Promise<ChildProcess> {
  const program = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ['--import', 'tsx', program, place, '0', '0', 'helper'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}
