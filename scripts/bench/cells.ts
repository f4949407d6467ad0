/** Benches of sessions that are measured in separate processes, and whose figures are kept as they come in. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { type Machine, thisMachine } from './machine.ts';

/** What a bench measured, as a file in docs/figures has it. */
export interface CellFigures<Row> {
  readonly machine: Machine;
  /** Least and largest number of processes that wanted to run. */
  readonly load: readonly [number, number];
  readonly rows: readonly Row[];
}

/** A bench whose program measures one cell with `--cell`, and prints the row as JSON. */
export interface CellBench<Cell> {
  /** The program, and what Node is told besides. */
  readonly program: string;
  readonly flags?: readonly string[];
  /** The file of the figures that are kept, and added to; default: none. */
  readonly file?: URL | undefined;
  /** Whether cells in the file are left as they are. */
  readonly goOn?: boolean;
  /** What a cell is called. A row has the fields of its cell. */
  readonly nameOf: (cell: Cell) => string;
}

/** Measures cells one after another, and says on stderr how long each took. */
export function measureCells<Cell, Row extends Cell>(
  bench: CellBench<Cell>,
  cells: readonly Cell[],
): CellFigures<Row> {
  const { file, goOn = false, nameOf } = bench;
  const before =
    file && existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as CellFigures<Row>)
      : undefined;
  const rows = new Map((before?.rows ?? []).map((row) => [nameOf(row), row]));
  const loads = before ? [...before.load] : [];
  const figures = (): CellFigures<Row> => ({
    machine: thisMachine(),
    load: [Math.min(...loads), Math.max(...loads)],
    rows: [...rows.values()],
  });
  for (const cell of cells) {
    const name = nameOf(cell);
    if (goOn && rows.has(name)) continue;
    loads.push(Math.round(10 * loadavg()[0]!) / 10);
    const started = performance.now();
    rows.set(name, inProcess(bench, cell) as Row);
    console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    // After each cell: a run that is stopped keeps what it has.
    if (file) writeFileSync(file, `${JSON.stringify(figures(), undefined, 2)}\n`);
  }
  return figures();
}

/** Measures a cell in its own process, so that nothing of another is in its memory. */
function inProcess<Cell>({ program, flags = [], nameOf }: CellBench<Cell>, cell: Cell): unknown {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, '--import', 'tsx', program, '--cell', JSON.stringify(cell)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${nameOf(cell)}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1), (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value,
  ) as unknown;
}
