/** The figures of `npm run bench:planes`, and tables of them for the terminal and the documentation. */
import { bytesText } from '../../src/cli/render.ts';
import type { Machine } from './machine.ts';
import type { BrowserRow } from './planesBrowser.ts';
import type { PlanesRow } from './planesRows.ts';
import type { ThreadsRow } from './planesThreads.ts';
import type { Prio3Row, ProofRow } from './proofs.ts';
import type { SessionRow } from './sessions.ts';

/** One run, as docs/figures/planes.json has it. */
export interface PlanesFigures {
  readonly machine: Machine & {
    /** Least and largest number of processes that wanted to run. */
    readonly load: readonly [number, number];
  };
  readonly planes: readonly PlanesRow[];
  readonly threads: readonly ThreadsRow[];
  /** Whole sessions in which every client proves its norm. */
  readonly sessions: readonly ProvenRow[];
  readonly prio3: readonly Prio3Row[];
  readonly groth16: readonly ProofRow[];
  readonly browser: readonly BrowserRow[];
}

/** What a session with proofs costs: CPU in milliseconds, and bytes. */
type ProvenRow = Pick<
  SessionRow,
  | 'n'
  | 'd'
  | 'dropouts'
  | 'clientCpu'
  | 'coordinatorCpu'
  | 'verifyCpu'
  | 'uploadBytes'
  | 'recordBytes'
>;

type Rows = readonly (readonly string[])[];

/** Milliseconds to three digits. */
function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function perSecond(count: number, milliseconds: number): string {
  return milliseconds > 0 ? `${Number((count / milliseconds).toPrecision(2))} k` : '';
}

function perCoordinate({ prove, d }: PlanesRow): string {
  const each = (1000 * prove) / d;
  return each >= 100 ? each.toFixed(0) : each.toPrecision(2);
}

/** Proofs by digit planes, one statement a row. */
export function planesTable({ planes }: PlanesFigures): Rows {
  const batches = planes[0]?.batches.map(({ n }) => `each of ${n}`) ?? [];
  return [
    [
      ...['kind', 'bits', 'd', 'c', 'commit', 'prove', 'µs a coordinate', 'proof', 'verify one'],
      ...[...batches, 'memory', 'points/s', 'limit'],
    ],
    ...planes.map((row) => [
      row.kind,
      String(row.bits),
      String(row.d),
      String(row.c),
      ms(row.commit),
      ms(row.prove),
      perCoordinate(row),
      bytesText(row.proofBytes),
      ms(row.one),
      ...row.batches.map(({ each }) => ms(each)),
      bytesText(row.memoryBytes),
      perSecond(row.points, row.one),
      perSecond(row.points, row.pointsLimit),
    ]),
  ];
}

/** What a second thread gives. */
export function threadsTable({ threads }: PlanesFigures): Rows {
  return [
    ['threads', 'd', 'commit', 'prove one', 'prove two at once'],
    ...threads.map(({ threads: count, d, commit, prove, proveTwo }) => [
      String(count),
      String(d),
      ms(commit),
      ms(prove),
      proveTwo === undefined ? '' : ms(proveTwo),
    ]),
  ];
}

/** Other proofs of bounds, and the same ones in a browser. */
export function comparisonTable({ prio3, groth16, planes, browser }: PlanesFigures): Rows {
  const own = planes.filter(
    ({ kind, d, bits }) =>
      kind !== 'one-hot' &&
      (prio3.some((row) => row.d === d && row.bits === bits) ||
        browser.some((row) => row.d === d && row.bits === bits)),
  );
  const browsers = browser.map((row) => [
    `planes ${row.kind}, Chromium`,
    String(row.bits),
    String(row.d),
    ms(row.prove),
    bytesText(row.proofBytes),
    ms(row.verify),
  ]);
  return [
    ['proof', 'bits', 'd', 'prove', 'proof’s size', 'verify one'],
    ...own.map(({ kind, bits, d, prove, proofBytes, one }) => [
      `planes ${kind}`,
      String(bits),
      String(d),
      ms(prove),
      bytesText(proofBytes),
      ms(one),
    ]),
    ...browsers,
    ...prio3.map(({ d, bits, proveCpu, proofBytes, verifyCpu }) => [
      'Prio3 SumVec',
      String(bits),
      String(d),
      ms(proveCpu),
      bytesText(proofBytes),
      ms(verifyCpu),
    ]),
    ...groth16.map(({ keys, d, proveCpu, proofBytes, verifyCpu }) => [
      `Groth16 ${keys}`,
      /\d+$/.exec(keys)?.[0] ?? '',
      String(d),
      ms(proveCpu),
      bytesText(proofBytes),
      ms(verifyCpu),
    ]),
  ];
}

/** Whole sessions with proofs, one a row. */
export function provenTable({ sessions }: PlanesFigures): Rows {
  return [
    ['n', 'd', 'dropouts', 'client', 'coordinator', 'verify', 'a client sends', 'record'],
    ...sessions.map((row) => [
      ...[row.n, row.d, row.dropouts].map(String),
      ms(row.clientCpu),
      ms(row.coordinatorCpu),
      ms(row.verifyCpu),
      bytesText(Math.round(row.uploadBytes)),
      bytesText(row.recordBytes),
    ]),
  ];
}
