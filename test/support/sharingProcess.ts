/**
 * A process that shares unmasking and gets stuck in the middle of it, so that it can be killed there. It says what it does on
 * stdout: `ready`, then `stuck`.
 */
import { setTimeout } from 'node:timers/promises';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openPostgresStore } from '../../src/net/service/postgres/postgresStore.ts';
import { coordinator, kernel } from './federation.ts';
import { kernelThat, shareAny } from './sharedMasks.ts';

const { url, role, pieces } = JSON.parse(process.argv[2]!) as {
  url: string;
  /** `coordinator` unmasks the first session for which all answers but one are there. */
  role: 'helper' | 'coordinator';
  /** That it does before it gets stuck. */
  pieces: number;
};

let done = 0;
const sticking = kernelThat(kernel, async (add) => {
  if (done++ < pieces) return add();
  process.stdout.write('stuck\n');
  return new Promise(() => undefined);
});
const shared = await shareAny(url, { kernel: sticking });
if (role === 'coordinator') {
  const service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store: await openPostgresStore(url),
    now: () => 1_000_000,
    addMasks: shared.addMasks,
  });
  process.stdout.write('ready\n');
  for (;;) {
    await setTimeout(20);
    const [hosted] = service.sessions;
    if (hosted?.view.phase === 'unmask' && hosted.view.missing.length === 1) {
      await hosted.close('unmask');
    }
  }
}
process.stdout.write('ready\n');
