/** What only whole processes show: their streams, their ends, and what reaches a terminal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeIdentity } from '../../src/cli/files/identityFile.ts';
import { coordinator, testSession } from '../support/federation.ts';
import { kill, serve, writeServeFiles } from '../support/serving.ts';

const { roster, identities } = testSession(3);

/** Below this a process that ends ends by itself. */
const SOON_MS = 15_000;

let folder: string;
const at = (...parts: readonly string[]): string => join(folder, ...parts);

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

const running: ChildProcess[] = [];

/** Starts a script of the shell in which `veilsum` and `verify` are the commands; all in one process group. */
function shell(script: string): { child: ChildProcess; ended: Promise<Ran>; said: () => string } {
  const veilsum = `veilsum() { exec node dist/cli/veilsum.js "$@"; }`;
  const verify = `verify() { node dist/cli/verifyAggregate.js ${at('out/record.cbor')} --roster ${at('out/roster.json')} "$@"; }`;
  const began = performance.now();
  const child = spawn('bash', ['-c', `${veilsum}; ${verify}; ${script}`]);
  running.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    stdout,
    stderr,
    milliseconds: performance.now() - began,
  }));
  return { child, ended, said: () => stdout + stderr };
}

const run = (script: string): Promise<Ran> => shell(script).ended;

/** Starts a command whose stdin stays open, and that gets Ctrl-C when the test says so. */
function interruptible(command: string): { interrupt: () => Promise<Ran> } {
  const { ended, said } = shell(`set -m; ${command} & echo $!; wait $!; echo "ended with $?"`);
  const interrupt = async (): Promise<Ran> => {
    await expect.poll(said, { timeout: SOON_MS }).toMatch(/^\d+\n/m);
    process.kill(Number(/^\d+$/m.exec(said())![0]), 'SIGINT');
    return ended;
  };
  return { interrupt };
}

function joinScript(server: URL | string, more = ''): string {
  const files = ['identity:me.json', 'roster:roster.json', 'policy:policy.json', 'ledger:ledger'];
  const flags = [...files, 'input:in.json'].map((pair) => {
    const [flag, file] = pair.split(':');
    return `--${flag} ${at(file!)}`;
  });
  const out = more.includes('--out') ? '' : `--out ${at('joined')}`;
  return `veilsum join --server ${String(server)} ${flags.join(' ')} --task test ${out} ${more}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-processes-'));
  await writeServeFiles(folder, roster);
  await writeIdentity(at('me.json'), identities[0]!);
  await writeFile(at('in.json'), '[1,2,3,4,5]');
  const policy = {
    coordinatorKey: coordinator.publicKey.toHex(),
    minThreshold: 2,
    maxCorrupt: 0,
    bound: { min: 1, max: 1000 },
  };
  await writeFile(at('policy.json'), JSON.stringify({ ...policy, encoding: { kind: 'integer' } }));
  await mkdir(at('in'));
  for (const name of ['ann', 'bob', 'eve']) await writeFile(at('in', `${name}.json`), '[1,2]');
  const ran = await run(`veilsum simulate --inputs ${at('in')} --out ${at('out')}`);
  expect(ran).toMatchObject({ status: 0, stderr: '' });
});
afterEach(async () => {
  for (const child of running.splice(0)) await kill(child);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a stream that cannot be written decides nothing:', () => {
  it('a closed stdout loses neither the verdict nor the export', async () => {
    const ran = await run(`verify --export ${at('closed.npy')} | true; exit \${PIPESTATUS[0]}`);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect((await stat(at('closed.npy'))).size).toBeGreaterThan(0);
  });

  it('a full stdout is told, and the verdict stands, valid or not', async () => {
    const valid = await run(`verify --export ${at('full.npy')} > /dev/full`);
    expect(valid.status).toBe(0);
    expect(valid.stderr).toBe(
      'warning: the output could not be written (ENOSPC); the exit code is still valid\n',
    );
    expect((await stat(at('full.npy'))).size).toBeGreaterThan(0);
    expect((await run('verify --min-clients 9 > /dev/full 2> /dev/full')).status).toBe(1);
  });

  it('a service goes on without anybody who reads its log, and ends in order', async () => {
    const files = ['identity:coordinator.json', 'roster:roster.json', 'task:task.json'];
    const flags = files.map((pair) => `--${pair.replace(':', ` ${folder}/`)}`).join(' ');
    const place = `--store ${at('unread')} --listen '[::1]:0'`;
    const serving = shell(`veilsum serve ${flags} ${place}`);
    await expect.poll(serving.said, { timeout: SOON_MS }).toMatch(/ at http:\/\/\[::1\]:\d+\n/);
    serving.child.stderr!.destroy();
    serving.child.stdout!.destroy();
    const [, url = ''] = / at (http\S+)/.exec(serving.said()) ?? [];
    for (let i = 0; i < 3; i++) expect((await fetch(new URL('healthz', url))).status).toBe(200);
    serving.child.kill('SIGTERM');
    expect((await serving.ended).status).toBe(0);
  });
});

describe('a process ends soon', () => {
  it('on SIGTERM, while participants wait, who then ask again', async () => {
    const serving = await serve(folder, at('polled'));
    const joining = shell(joinScript(serving.url, `--ledger ${at('polled.ledger')}`));
    const accepted = async (): Promise<unknown> => {
      const response = await fetch(new URL('v1/sessions', serving.url));
      const { sessions } = (await response.json()) as {
        sessions: { phases: { accepted: number }[] }[];
      };
      return sessions[0]?.phases[0]?.accepted;
    };
    await expect.poll(accepted, { timeout: SOON_MS }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = performance.now();
    expect(await serving.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    joining.child.kill('SIGTERM');
    const ran = await joining.ended;
    expect(ran.stderr).toMatch(
      /^waiting for the coordinator: advertised\nerror: interrupted; round 1 is used up, .*--state.*\n$/,
    );
    expect(ran.status).toBe(143);
  });

  it('on Ctrl-C, with 130 and without a trace of its stack', async () => {
    const silent = createSocketServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const asked = once(silent, 'connection');
    const joining = interruptible(joinScript(`http://127.0.0.1:${port}/`));
    await asked;
    const joined = await joining.interrupt();
    silent.close();
    const reading = interruptible('veilsum inspect -');
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { stdout, stderr } of [joined, await reading.interrupt()]) {
      expect(stdout).toMatch(/^\d+\nended with 130\n$/);
      expect(stderr).not.toMatch(/^ +at |Error/m);
    }
  });

  it('where its port is taken', async () => {
    const taken = createSocketServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const files = `--identity ${at('coordinator.json')} --roster ${at('roster.json')} --task ${at('task.json')}`;
    const ran = await run(
      `veilsum serve ${files} --store ${at('port')} --listen 127.0.0.1:${port}`,
    );
    taken.close();
    expect(ran.stderr).toMatch(/EADDRINUSE/);
    expect(ran.status).toBe(2);
    expect(ran.milliseconds).toBeLessThan(SOON_MS);
  });
});

describe('join', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close().closeAllConnections();
    server = undefined;
  });

  async function answering(status: number, body: string): Promise<URL> {
    server = createServer((_request, response) => response.writeHead(status).end(body));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  }

  it('lets nothing that a server says act upon the terminal, or look like a verdict', async () => {
    const evil = 'x\u001b[2K\u001b]0;owned\u0007\r\nVALID\u001b[8m\u202e';
    const ran = await run(joinScript(await answering(404, evil)));
    expect(ran).toMatchObject({ status: 3, stdout: '' });
    expect(ran.stderr).toContain('x\\u001b[2K\\u001b]0;owned\\u0007\\u000d\\u000aVALID\\u001b[8m');
    // eslint-disable-next-line no-control-regex
    expect(ran.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('finds out that nothing can be written before it asks anybody', async () => {
    await writeFile(at('file'), 'x');
    const ran = await run(joinScript('http://127.0.0.1:9/', `--out ${at('file', 'x')}`));
    expect(ran.stderr).toMatch(/^error: .*file\/x: cannot be written to: there is a file/);
    expect(ran).toMatchObject({ status: 3, stdout: '' });
  });

  it('says what it waits for, gives up after its time, and has used up nothing', async () => {
    const sessions = [{ digest: '0'.repeat(64), task: 'te\u202est', round: 1, state: 'advertise' }];
    const url = await answering(200, JSON.stringify({ sessions }));
    const ran = await run(joinScript(url, `--timeout 2 --ledger ${at('free')} --out ${at('new')}`));
    expect(ran.stderr).toBe(
      'waiting for a session of task "test": the coordinator does not have it; its tasks are "te\\u202est"\n' +
        'error: gave up after 2 s; no round and no input was used up; run the same command again\n',
    );
    expect(ran).toMatchObject({ status: 1, stdout: '' });
    expect(await readdir(at('free'))).toEqual([]);
    await expect(stat(at('new'))).rejects.toThrow('ENOENT');
  });
});
