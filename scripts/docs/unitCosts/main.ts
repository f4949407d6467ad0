/**
 * Writes src/cli/plan/unitCosts.ts, from which `veilsum plan` expects times: unit costs that are fitted to the measured sessions in
 * docs/figures. `npm run bench`, `bench:schemes`, `bench:sparse` and `bench:planes` measure these with `-- --figures`. With `--check`, only reports
 * whether the file is up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { type PlanRequest, planSession } from '../../../src/cli/plan/plan.ts';
import { proofWorkOf } from '../../../src/cli/plan/proofWork.ts';
import { type Steps, type Work, workOf } from '../../../src/cli/plan/work.ts';
import type { Machine } from '../../bench/machine.ts';
import type { PlanesRow } from '../../bench/planesRows.ts';
import type { PlanesFigures } from '../../bench/planesTables.ts';
import type { SchemesFigures } from '../../bench/schemes/tables.ts';
import type { SparseFigures } from '../../bench/sparse/tables.ts';
import { type Fit, fitCosts, type Sample } from './fit.ts';

interface SessionsFigures {
  readonly machine: Machine;
  readonly kernel?: Partial<Steps>;
  readonly sessions: readonly {
    readonly n: number;
    readonly d: number;
    readonly dropouts: number;
    readonly clientCpu: number;
    readonly coordinatorCpu: number;
    readonly verifyCpu: number;
  }[];
}

const FILE = new URL('../../../src/cli/plan/unitCosts.ts', import.meta.url);
const BITS = 16;

function figures(name: string): unknown {
  const file = new URL(`../../../docs/figures/${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined;
}

/** The steps of a measured session. Sizes that times do not depend on are the least that are safe. */
function workFor(wish: Omit<PlanRequest, 'bits'>): Work {
  return workOf(planSession({ ...wish, bits: BITS }).session, wish.dropouts);
}

const { machine, kernel = {}, sessions } = figures('sessions') as SessionsFigures;
const measured = sessions.map((row) => ({
  ...row,
  work: workFor({
    clients: row.n,
    corrupt: 0,
    dropouts: row.dropouts,
    length: row.d,
    rowLength: 4096,
  }),
}));

/** Fits one party's costs. */
function fitted<Row extends { readonly work: Work }>(
  rows: readonly Row[],
  party: keyof Work,
  time: (row: Row) => number,
  pinned: Partial<Steps> = {},
): Fit {
  const samples = rows.map((row): Sample => ({ steps: row.work[party], measured: time(row) }));
  return fitCosts(samples, pinned);
}

const { coordinate, maskElement } = kernel;
const pairwise = {
  client: fitted(measured, 'client', (row) => row.clientCpu, { coordinate, maskElement }),
  coordinator: fitted(measured, 'coordinator', (row) => row.coordinatorCpu, { maskElement }),
};
const verifier = fitted(measured, 'verifier', (row) => row.verifyCpu);

const codedRows = ((figures('schemes') as SchemesFigures | undefined)?.rows ?? [])
  .filter(({ scheme }) => scheme === 'coded')
  .map((row) => ({ ...row, work: workFor(row) }));
const coded = {
  client: fitted(codedRows, 'client', (row) => row.clientCpu, { coordinate }),
  coordinator: fitted(codedRows, 'coordinator', (row) => row.coordinatorCpu),
};

const sparseRows = ((figures('sparse') as SparseFigures | undefined)?.rows ?? [])
  .filter(({ scheme }) => scheme === 'sparse')
  .map(({ n, d, maxCorrupt, ...row }) => ({
    ...row,
    work: workFor({
      scheme: row.scheme,
      clients: n,
      corrupt: maxCorrupt,
      dropouts: row.dropouts,
      length: d,
      rowLength: 4096,
    }),
  }));
const sparse = {
  client: fitted(sparseRows, 'client', (row) => row.clientCpu, { coordinate, maskElement }),
  coordinator: fitted(sparseRows, 'coordinator', (row) => row.coordinatorCpu, { maskElement }),
};

const planes = figures('planes') as PlanesFigures;

/** The steps of one proof. */
function proofSteps({ kind, d, bits, c }: PlanesRow): NonNullable<ReturnType<typeof proofWorkOf>> {
  const wish = { clients: 10, corrupt: 0, dropouts: 0, length: d, rowLength: c };
  const { session } = planSession({ ...wish, bits: kind === 'one-hot' ? 2 : bits, proofs: kind });
  return proofWorkOf(session)!;
}

const provers = fitCosts(
  planes.planes.map((row) => ({
    steps: { ...proofSteps(row).client },
    measured: row.prove + row.one,
  })),
);
const proofVerifiers = fitCosts(
  planes.planes.flatMap((row) =>
    row.batches.map(({ each }) => ({ steps: { ...proofSteps(row).verifier }, measured: each })),
  ),
);

function percent(...fits: readonly Fit[]): string {
  return `${Math.round(100 * (Math.max(...fits.map(({ off }) => off)) - 1))} %`;
}

const text = `// Written by scripts/docs/unitCosts/main.ts from the measurements in docs/figures.
import type { UnitCosts } from './costs.ts';

/** The machine on which {@link UNIT_COSTS} were measured. */
export const MEASURED_ON = '${machine.processor}, ${machine.cores} cores, Node ${machine.node.slice(1)}';

/**
 * CPU time of one step of each kind in milliseconds, over all threads. Expected times are off by at most ${percent(pairwise.client, pairwise.coordinator)} for the
 * parties of \`pairwise\`, ${percent(sparse.client, sparse.coordinator)} for those of \`sparse\`, ${percent(coded.client, coded.coordinator)} for those of \`coded\`, ${percent(verifier)} for verifiers, ${percent(provers)} for proving, and ${percent(proofVerifiers)} for proofs that are
 * verified together. A cost of 0 cannot be told from another that grows in the same way.
 */
export const UNIT_COSTS: UnitCosts = ${JSON.stringify({
  schemes: {
    pairwise: { client: pairwise.client.costs, coordinator: pairwise.coordinator.costs },
    sparse: { client: sparse.client.costs, coordinator: sparse.coordinator.costs },
    coded: { client: coded.client.costs, coordinator: coded.coordinator.costs },
  },
  verifier: verifier.costs,
  proofs: { client: provers.costs, verifier: proofVerifiers.costs },
})};
`;
const wanted = await format(text, { ...(await resolveConfig(FILE)), parser: 'typescript' });
const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
if (!process.argv.includes('--check')) writeFileSync(FILE, wanted);
else if (wanted !== before) {
  console.error('src/cli/plan/unitCosts.ts is out of date: npx tsx scripts/docs/unitCosts/main.ts');
  process.exitCode = 1;
}
