/** What the image, the unit and the chart start, started here without them: it ends in order on SIGTERM. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chartDocuments, dockerStart, type Started, unitStart } from '../support/deployment.ts';
import { testSession } from '../support/federation.ts';
import { writeServeFiles } from '../support/serving.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-deploy-'));
  await mkdir(join(folder, 'etc'));
  await mkdir(join(folder, 'var'));
  await writeServeFiles(join(folder, 'etc'), testSession(4).roster);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What a pod of the chart runs: the image's command, with the chart's variables. */
async function chartStart(): Promise<Started> {
  const { command, environment } = await dockerStart();
  const [config, , set] = await chartDocuments({ tasks: { 'task.json': {} } });
  await writeFile(
    join(folder, 'etc/config.json'),
    (config!['data'] as Record<string, string>)['config.json']!,
  );
  const { template } = set!['spec'] as {
    template: { spec: { containers: [{ env: { name: string; value: string }[] }] } };
  };
  const own = template.spec.containers[0].env.map(({ name, value }) => [name, value] as const);
  return { command, environment: { ...environment, ...Object.fromEntries(own) } };
}

/** Paths of the installation as they are here. */
function here(text: string): string {
  return text
    .replace(/^.*\/node_modules\/veilsum\//, `${process.cwd()}/`)
    .replaceAll(/\/etc\/veilsum(-identity)?\/|%d\//g, `${folder}/etc/`)
    .replaceAll('/var/lib/veilsum/', `${folder}/var/`)
    .replace(/^\*:8420$/, '127.0.0.1:0');
}

it.each<[string, () => Promise<Started>]>([
  ['the image', dockerStart],
  ['the unit', unitStart],
  ['the chart', chartStart],
])('%s starts a service that answers those who wait when it is stopped', async (_, read) => {
  const { command, environment } = await read();
  const variables = Object.entries(environment).map(([name, value]) => [name, here(value)]);
  const child = spawn(process.execPath, command.slice(1).map(here), {
    env: {
      PATH: process.env['PATH'],
      VEILSUM_LISTEN: '127.0.0.1:0',
      VEILSUM_TASK: join(folder, 'etc/task.json'),
      VEILSUM_QUIET: 'true',
      ...(Object.fromEntries(variables) as Record<string, string>),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.push(line) === 2) break;
  }
  const url = / at (http:\S+)$/.exec(lines[0]!)![1]!;
  const session = /^session (\w+): task "test", round 1, advertise$/.exec(lines[1]!)![1]!;
  const waiting = fetch(new URL(`v1/records/${session}?wait=25`, url));
  await fetch(new URL('healthz', url));
  const asked = Date.now();
  child.kill('SIGTERM');
  expect((await waiting).status).toBeLessThan(600);
  expect(await ended).toEqual([0, null]);
  expect(Date.now() - asked).toBeLessThan(10_000);
});
