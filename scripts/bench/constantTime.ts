/**
 * Measures whether the time of operations on secrets depends on the secrets: `npm run bench:timing
 * -- [SECONDS for each trial [PART of the names of operations]]`. The method is that of dudect: it can find dependencies, but not
 * prove that there are none. The machine must be idle.
 */
import { cpus } from 'node:os';
import { createKernel } from '../../src/kernel/index.ts';
import { table } from '../../src/cli/render.ts';
import { runTrial } from './timing/trial.ts';
import { allTrials } from './timing/trials.ts';

/**
 * |t| above the first suggests a dependency (dudect's paper); above the second it is certain
 * (dudect's program).
 */
const LIKELY = 4.5;
const CERTAIN = 10;

const seconds = Number(process.argv[2] ?? '12');
if (!(seconds > 0)) throw new RangeError('seconds for each trial must be positive');

const kernel = await createKernel({ threads: 1 });
const rows = [['operation', 'classes', 'samples', 'medians (µs)', 'apart', '|t|', '']];
const part = process.argv[3] ?? '';
for (const each of await allTrials(kernel)) {
  if (!each.operation.includes(part)) continue;
  const { t, medians, samples } = await runTrial(each, {
    milliseconds: seconds * 1000,
    mostSamples: 200_000,
  });
  const [a, b] = medians;
  rows.push([
    each.operation,
    each.classes,
    String(samples),
    medians.map((ns) => (ns / 1000).toFixed(2)).join(' / '),
    `${((100 * (b - a)) / a).toFixed(2)} %`,
    t.toFixed(1),
    t > CERTAIN ? 'depends' : t > LIKELY ? 'may depend' : '',
  ]);
}
console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, ${seconds} s each`);
console.log(table(rows).join('\n'));
