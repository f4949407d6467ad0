/** The tests of the Python client, each as one of these. They run against the built command. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

interface PythonTest {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly why: string;
}

/** Longer than they take on a machine that has other things to do. */
const LIMIT_MS = 300_000;

async function runAll(): Promise<readonly PythonTest[]> {
  const command = `${process.execPath} ${resolve('dist/cli/veilsum.js')}`;
  const child = spawn('python3', ['clients/python/tests/run.py'], {
    env: { ...process.env, VEILSUM_COMMAND: command, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [status] = (await once(child, 'close')) as [number | null];
  const lines = text.split('\n').filter((line) => line !== '');
  const tests = lines.map((line) => JSON.parse(line) as PythonTest);
  if (status === 0) return tests;
  return [
    ...tests,
    { name: 'all tests come to their end', state: 'failed', why: text.slice(-2000) },
  ];
}

const tests = await runAll();

describe('the Python client', () => {
  it('has tests', () => {
    expect(tests.length).toBeGreaterThan(20);
  });
  for (const { name, state, why } of tests) {
    if (state === 'skipped') it.skip(`${name} (${why})`, () => undefined);
    else {
      it(name, () => {
        expect(state, why).toBe('passed');
      });
    }
  }
});
