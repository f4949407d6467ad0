import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdentity } from '../../src/cli/files/identityFile.ts';
import { encodeNpy } from '../../src/cli/vectors/index.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity } from '../../src/crypto/signing.ts';

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const NAMES = ['ann', 'bob', 'eve'];
const VECTORS = ['[1, -2, 3]', '[10, 20, -30]', '[100, 200, 300]'];
const SUM = encodeNpy(BigInt64Array.of(111n, 218n, 273n));

let folder: string;
let running: ChildProcess[] = [];
const at = (name: string): string => join(folder, name);

function veilsum(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync('node', ['dist/cli/veilsum.js', ...args], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): {
  child: ChildProcess;
  ended: Promise<Ran>;
  said: () => string;
} {
  const child = spawn('node', ['dist/cli/veilsum.js', ...args], {
    env: { ...process.env, ...env },
  });
  running.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    stdout,
    stderr,
  }));
  return { child, ended, said: () => stdout };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Starts the coordinator and waits for its address. */
async function serve(
  port: number,
  ...more: readonly string[]
): Promise<ReturnType<typeof start> & { url: URL }> {
  const served = start([
    'serve',
    ...serveArgs(`127.0.0.1:${port}`),
    '--task',
    at('task.json'),
    ...more,
  ]);
  await until(() => served.said().includes('\n') || served.child.exitCode !== null);
  const [, url] = / at (http\S+)/.exec(served.said()) ?? [];
  if (url === undefined) throw new Error((await served.ended).stderr);
  return { ...served, url: new URL(url) };
}

function serveArgs(listen = '127.0.0.1:0'): string[] {
  return [
    '--identity',
    at('coordinator.json'),
    '--roster',
    at('roster.json'),
    '--store',
    at('store'),
    '--listen',
    listen,
    '--quiet',
  ];
}

function joinAs(name: string, url: URL, env?: Readonly<Record<string, string>>): Promise<Ran> {
  const args = [
    'join',
    '--server',
    url.href,
    '--identity',
    at(`${name}.json`),
    '--roster',
    at('roster.json'),
    '--policy',
    at('policy.json'),
    '--ledger',
    at(`${name}.ledger`),
    '--task',
    'survey',
    '--input',
    at(`${name}.vector.json`),
    '--out',
    at(`${name}.out`),
  ];
  return start(args, env).ended;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-serve-'));
  for (const name of [...NAMES, 'coordinator']) {
    await writeIdentity(at(`${name}.json`), generateIdentity(systemRandom));
  }
  const keyOf = async (name: string): Promise<string> =>
    (JSON.parse(await readFile(at(`${name}.json`), 'utf8')) as { publicKey: string }).publicKey;
  const entries = await Promise.all(NAMES.map(async (name) => ({ name, key: await keyOf(name) })));
  await writeFile(
    at('roster.json'),
    JSON.stringify({ format: 'veilsum-roster-1', clients: entries }),
  );
  for (const [i, name] of NAMES.entries()) await writeFile(at(`${name}.vector.json`), VECTORS[i]!);
  await writeFile(at('task.json'), JSON.stringify(TASK));
  const policy = {
    coordinatorKey: await keyOf('coordinator'),
    minThreshold: 2,
    maxCorrupt: 0,
    bound: { min: 1, max: 1000 },
  };
  await writeFile(at('policy.json'), JSON.stringify(policy));
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  await rm(folder, { recursive: true });
});

const TASK = {
  task: 'survey',
  round: 1,
  length: 3,
  bound: 1000,
  maxDropouts: 0,
  deadlines: { advertise: 0, share: 60, commit: 60, confirm: 60, unmask: 60 },
};

/** The record verifies against the roster alone, and each participant wrote the same sum. */
async function expectSum(): Promise<void> {
  for (const name of NAMES) {
    expect(new Uint8Array(await readFile(join(at(`${name}.out`), 'sum.npy')))).toEqual(SUM);
  }
  const verified = spawnSync('node', [
    'dist/cli/verifyAggregate.js',
    join(at('ann.out'), 'record.cbor'),
    '--roster',
    at('roster.json'),
  ]);
  expect(verified.status).toBe(0);
}

describe('veilsum serve and veilsum join', () => {
  it('end a session of three processes with a record that verifies', async () => {
    const { url, ended } = await serve(0, '--until-done');
    const joined = await Promise.all(NAMES.map((name) => joinAs(name, url)));
    expect(joined).toMatchObject(NAMES.map(() => ({ status: 0 })));
    expect(joined[0]!.stdout).toMatch(/^VERIFIED: /);
    expect(joined[0]!.stdout).toContain(
      'the session is over 3 clients, and at least 3 were asked for; the sum covers 3 inputs, and at least 2 were asked for',
    );
    await expectSum();
    expect((await ended).status).toBe(0);
  });

  it('do so with proofs, over TLS with key files, for those who trust the certificate alone', async () => {
    const proofs = { kind: 'l2', maxNorm: 400 };
    await writeFile(at('task.json'), JSON.stringify({ ...TASK, proofs }));
    const policy = JSON.parse(await readFile(at('policy.json'), 'utf8')) as object;
    await writeFile(at('policy.json'), JSON.stringify({ ...policy, proofs: { kind: 'l2' } }));
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      algorithm: 'sha256',
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    await writeFile(at('key.pem'), key);
    await writeFile(at('cert.pem'), cert);
    const tls = ['--tls-key', at('key.pem'), '--tls-cert', at('cert.pem')];
    const uploads = join(at('uploads'), 'chunks');
    const { url, ended } = await serve(0, ...tls, '--upload-dir', uploads, '--until-done');
    expect(url.protocol).toBe('https:');
    expect(await readdir(uploads)).toHaveLength(1);
    const distrustful = await joinAs('ann', url);
    expect(distrustful.status).toBe(3);
    expect(distrustful.stderr).toMatch(/not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    const trusting = { NODE_EXTRA_CA_CERTS: at('cert.pem') };
    const joined = await Promise.all(NAMES.map((name) => joinAs(name, url, trusting)));
    expect(joined).toMatchObject(NAMES.map(() => ({ status: 0 })));
    await expectSum();
    expect((await ended).status).toBe(0);
    expect(await readdir(uploads)).toEqual([]);
  });

  it('go on after the coordinator was stopped and started again', async () => {
    const first = await serve(0);
    const early = [joinAs('ann', first.url), joinAs('bob', first.url)];
    await until(async () => {
      const response = await fetch(new URL('v1/sessions', first.url));
      const { sessions } = (await response.json()) as {
        sessions: { phases: { accepted: number }[] }[];
      };
      return sessions[0]!.phases[0]!.accepted === 2;
    });
    first.child.kill('SIGTERM');
    expect((await first.ended).status).toBe(0);
    const second = await serve(Number(first.url.port), '--until-done');
    await until(() => second.said().includes('session'));
    expect(second.said()).toMatch(/task "survey", round 1, advertise/);
    const joined = await Promise.all([...early, joinAs('eve', second.url)]);
    expect(joined).toMatchObject(NAMES.map(() => ({ status: 0 })));
    await expectSum();
    expect((await second.ended).status).toBe(0);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['no identity', ['serve'], 2, /--identity/],
    ['an address that is none', ['--listen', 'nowhere'], 2, /HOST:PORT/],
    ['an origin with a path', ['--allow-origin', 'https://a.example/page'], 2, /without a path/],
    ['TLS without a certificate', ['--tls-key', 'key.pem'], 2, /--tls-cert/],
    ['a task file that is not there', ['--task', 'missing.json'], 3, /missing\.json/],
  ])('serve says what is wrong with %s', (_, args, status, says) => {
    const ran = args[0] === 'serve' ? veilsum('serve') : veilsum('serve', ...serveArgs(), ...args);
    expect(ran.stderr).toMatch(says);
    expect(ran).toMatchObject({ status, stdout: '' });
  });

  it.each<[string, object, number, RegExp]>([
    ['a misspelt field', { ...TASK, lenght: 3 }, 3, /lenght/],
    ['no length and a bound of 0', { ...TASK, length: undefined, bound: 0 }, 3, /bound.*length/s],
    ['nothing but null', null as unknown as object, 3, /expected object/],
    [
      'a length that is not that of the layout',
      { ...TASK, length: 5, layout: [{ name: 'w', shape: [2], dtype: 'float32' }] },
      3,
      /length 5 is not that of the layout, 2/,
    ],
    [
      'a tensor without a shape',
      { ...TASK, layout: [{ name: 'w', dtype: 'float32' }] },
      3,
      /layout\[0\]\.shape/,
    ],
    [
      'thresholds that are not safe',
      { ...TASK, threshold: 2, maxCorrupt: 1 },
      2,
      /threshold|2t|n_C/,
    ],
  ])('serve names what is wrong with a task file: %s', async (_, task, status, says) => {
    await writeFile(at('broken.json'), JSON.stringify(task));
    const ran = veilsum('serve', ...serveArgs(), '--task', at('broken.json'));
    expect(ran.stderr).toMatch(says);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ran).toMatchObject({ status, stdout: '' });
  });
});
