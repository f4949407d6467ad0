/**
 * What the Python client and its agents cost over the sessions alone: ten clients with a million coordinates each, all parties in
 * one process, against ten agents and a coordinator over HTTP. `npm run bench:agents`
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createKernel } from '../../src/kernel/index.ts';
import { benchSession } from './sessions.ts';

const CLIENTS = 10;
const COORDINATES = 1_000_000;

/** What agents.py measures, in seconds and bytes. */
interface AgentCosts {
  readonly wall: number;
  readonly cpu: number;
  readonly pythonCpu: number;
  readonly agentPeak: number;
  readonly coordinatorPeak: number;
  readonly pythonPeak: number;
}

const kernel = await createKernel({ threads: 1 });
const alone = await benchSession(CLIENTS, COORDINATES, kernel, () => undefined, { dropouts: 0 });
kernel.close();
// Every participant verifies the record.
const sessions =
  (CLIENTS * (alone.clientCpu + alone.verifyCpu) + alone.coordinatorCpu + alone.unmaskCpu) / 1000;

const text = execFileSync(
  'python3',
  ['scripts/bench/agents.py', String(CLIENTS), String(COORDINATES)],
  {
    encoding: 'utf8',
    env: {
      ...process.env,
      PYTHONPATH: resolve('clients/python/src'),
      VEILSUM_COMMAND: `${process.execPath} ${resolve('dist/cli/veilsum.js')}`,
    },
  },
);
const agents = JSON.parse(text) as AgentCosts;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
console.log(`${CLIENTS} clients, ${COORDINATES} coordinates`);
console.log(`sessions alone        ${sessions.toFixed(1)} s of CPU time`);
console.log(
  `Python and agents     ${agents.cpu.toFixed(1)} s of CPU time (${(agents.cpu / sessions).toFixed(2)} ×), ${agents.pythonCpu.toFixed(1)} s of it in Python; ${agents.wall.toFixed(1)} s in all`,
);
console.log(
  `memory                ${mebibytes(agents.agentPeak)} an agent, ${mebibytes(agents.coordinatorPeak)} the coordinator, ${mebibytes(agents.pythonPeak)} Python with all participants`,
);
