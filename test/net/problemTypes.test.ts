import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CoordinatorApi } from '../../src/net/participant/coordinatorApi.ts';
import { CoordinatorUnreachable } from '../../src/net/participant/unreachable.ts';
import {
  PROBLEM_TYPE,
  problemJson,
  type ProblemName,
  PROBLEMS,
} from '../../src/net/wire/problem.ts';
import { identity } from '../support/federation.ts';

const NAMES = Object.keys(PROBLEMS) as ProblemName[];
const digest = '00'.repeat(32);
const upload = {
  session: digest,
  identity: identity('client 0'),
  phase: 'advertise',
  envelope: digest,
  total: 100,
} as const;

/** An interface whose coordinator gives one answer to everything. */
function apiThatAnswers(body: object, status: number): CoordinatorApi {
  return new CoordinatorApi({
    server: new URL('http://coordinator.invalid/'),
    now: () => 0,
    fetch: () =>
      Promise.resolve(
        new Response(JSON.stringify(body), { status, headers: { 'content-type': PROBLEM_TYPE } }),
      ),
  });
}

/** How a method of the interface ends, in a word or two. */
async function endOf(ask: (api: CoordinatorApi) => Promise<unknown>, body: object, status: number) {
  try {
    const answer = (await ask(apiThatAnswers(body, status))) as { kind?: string } | undefined;
    return answer?.kind ?? 'an answer';
  } catch (error) {
    if (!(error instanceof CoordinatorUnreachable)) throw error;
    return error.passing ? 'ask again' : 'give up';
  }
}

/** Types that mean something to a method; all others are failures. */
const OUTCOMES = {
  send: { refused: 'rejection', 'wrong-phase': 'rejection' },
  sendChunk: { refused: 'rejection', 'wrong-phase': 'rejection', 'wrong-offset': 'receiving' },
  message: { gone: 'gone' },
  record: { gone: 'gone' },
  probe: {},
} as const satisfies Record<string, Partial<Record<ProblemName, string>>>;

const METHODS: Readonly<Record<keyof typeof OUTCOMES, (api: CoordinatorApi) => Promise<unknown>>> =
  {
    send: (api) => api.send(digest, upload.identity, { envelope: new Uint8Array(3) }),
    sendChunk: (api) => api.sendChunk(upload, 0, new Uint8Array(3)),
    message: (api) => api.message(digest, upload.identity, 'advertised'),
    record: (api) => api.record(digest),
    probe: (api) => api.probe(digest, upload.identity),
  };

const AGAIN: readonly ProblemName[] = ['request-timeout', 'too-many', 'internal', 'unavailable'];

describe('a participant reads the type of a problem', () => {
  it.each(NAMES)('%s, whatever the status of the response', async (name) => {
    const problem = problemJson(name, 'a detail', { check: 'phase-bound', offset: 7 });
    for (const method of Object.keys(METHODS) as (keyof typeof METHODS)[]) {
      const outcomes: Partial<Record<ProblemName, string>> = OUTCOMES[method];
      const expected = outcomes[name] ?? (AGAIN.includes(name) ? 'ask again' : 'give up');
      for (const status of [PROBLEMS[name].status, 418, 500]) {
        expect(await endOf(METHODS[method], problem, status), method).toBe(expected);
      }
    }
  });

  it('and without a type that it knows, the status', async () => {
    for (const type of [undefined, 'about:blank', 'urn:veilsum:problem:made-up', 5, null]) {
      const body = { ...problemJson('refused', 'x', { check: 'phase-bound' }), type };
      expect(await endOf(METHODS.send, body, 422)).toBe('give up');
      expect(await endOf(METHODS.send, body, 502)).toBe('ask again');
    }
  });

  it('and takes members of another kind for missing ones', async () => {
    const problem = { ...problemJson('gone', 'x'), detail: ['x'], check: 5, culprit: {} };
    const message = PROBLEMS.gone.title;
    const gone = { kind: 'gone', code: 'gone', message };
    expect(await apiThatAnswers(problem, 410).record(digest)).toEqual(gone);
    for (const offset of [-1, 0.5, '7', null, 100, 1e300]) {
      const odd = { ...problemJson('wrong-offset', 'x'), offset };
      expect(await endOf(METHODS.sendChunk, odd, 409)).toBe('give up');
      expect(await endOf(METHODS.sendChunk, { kind: 'receiving', offset }, 200)).toBe('give up');
    }
  });
});

it('nothing else reads it', async () => {
  const files = await readdir('src', { recursive: true });
  const readers: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const text = await readFile(`src/${file}`, 'utf8');
    if (/\bproblemName\b|urn:veilsum:problem/.test(text)) readers.push(file);
  }
  expect(readers.sort()).toEqual(['net/participant/answers.ts', 'net/wire/problem.ts']);
});

it('the specification lists every type with its status and its title', async () => {
  const text = await readFile('docs/specification.md', 'utf8');
  const rows = text.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\| ([^|]+?) +\|/gm);
  const listed = Object.fromEntries(
    [...rows].map(([, name, status, title]) => [name, { status: Number(status), title }]),
  );
  expect(listed).toEqual(PROBLEMS);
});
