/** Prints only the kernel's measurements: `npx tsx scripts/bench/kernelAlone.ts`. */
import { benchKernel } from './kernel.ts';

const digits = (value: number): string => value.toPrecision(3);

for (const { step, n, d, measured, limitName, limit, ratio } of await benchKernel()) {
  console.log(
    [step.padEnd(30), `n=${n}`, `d=${d}`.padEnd(10), `${digits(measured)} ms`.padEnd(12)].join(' '),
    `${limitName}: ${digits(limit)} ms, ratio ${digits(ratio)}`,
  );
}
