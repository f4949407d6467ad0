/**
 * Fuzzes honest parties with hostile coordinators and networks.
 *
 *     npm run fuzz -- --seed 1 --deliveries 100000
 *     npm run fuzz -- --campaign 123456        repeats the campaign that a failure names
 */
import { parseArgs } from 'node:util';
import { createKernel } from '../../src/kernel/index.ts';
import { type CheckName } from '../../src/session/checks/table.ts';
import { ALL_CHECKS, EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import { campaign } from '../../test/fuzz/campaign.ts';
import { fuzz } from '../../test/fuzz/fuzz.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    deliveries: { type: 'string', default: '100000' },
    campaign: { type: 'string' },
    /** Checks to switch off, to see that the fuzzer notices. */
    without: { type: 'string', multiple: true, default: [] },
  },
});

const kernel = await createKernel({ threads: 1 });
const off = values.without as CheckName[];
const checks = off.length === 0 ? ALL_CHECKS : EnabledChecks.unsafeWithout(...off);
const testBed = { kernel, checks };

if (values.campaign !== undefined) {
  const { violations, deliveries } = await campaign(testBed, Number(values.campaign));
  console.log(`campaign ${values.campaign}: ${deliveries} deliveries`);
  for (const { kind, detail } of violations) console.log(`${kind}: ${detail}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
} else {
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const started = performance.now();
  const outcome = await fuzz({ testBed, seed, deliveries: Number(values.deliveries) });
  const seconds = (performance.now() - started) / 1000;
  for (const [what, times] of [...outcome.reached].sort(([, a], [, b]) => b - a)) {
    console.log(`${String(times).padStart(8)}  ${what}`);
  }
  const { deliveries, campaigns, found } = outcome;
  console.log(`${deliveries} deliveries in ${campaigns} campaigns, ${seconds.toFixed(0)} s`);
  if (found) {
    console.log(`VIOLATION ${found.kind}: ${found.detail}`);
    console.log(`again with: npm run fuzz -- --campaign ${found.campaignSeed}`);
    process.exitCode = 1;
  }
}
kernel.close();
