import { fromHex, type Policy, type Roster } from 'veilsum';
import { parseSurvey, type Survey, surveyPolicy } from 'veilsum/survey';
import { rosterIn } from '../shared/roster.ts';

/** What a survey page is set up with. */
export interface Settings {
  readonly survey: Survey;
  readonly server: URL;
  readonly task: string;
  /** Who serves this page, and can therefore read the answers. */
  readonly host: string;
  /** Who may take part; none while keys are still being collected. */
  readonly roster: Roster | undefined;
  /** What is required of the session, if there is a roster. */
  readonly policy: Policy | undefined;
}

/** Limit on each file, in bytes. */
const MOST_BYTES = 2 ** 20;

const FIELDS = [
  'format',
  'host',
  'server',
  'coordinatorKey',
  'task',
  'form',
  'roster',
  'minClients',
  'minThreshold',
  'maxCorrupt',
];

/**
 * Reads the page's settings, the form and the roster that they name, all relative to the page.
 *
 * @throws Error saying which file to look at
 */
export async function readSettings(address: string): Promise<Settings> {
  const from = new URL(address, location.href);
  const content = settingsIn(new TextDecoder().decode(await read(from)), address);
  const survey = await of(content.form, async () =>
    parseSurvey(await read(new URL(content.form, from))),
  );
  const { roster: rosterName } = content;
  const roster =
    rosterName === undefined
      ? undefined
      : await of(rosterName, async () =>
          rosterIn(new TextDecoder().decode(await read(new URL(rosterName, from)))),
        );
  return {
    survey,
    server: content.server,
    task: content.task,
    host: content.host,
    roster,
    policy: roster && {
      ...surveyPolicy(survey),
      rosterDigest: roster.digest,
      coordinatorKey: content.coordinatorKey,
      minClients: content.minClients ?? roster.size,
      minThreshold: content.minThreshold,
      maxCorrupt: content.maxCorrupt,
    },
  };
}

interface Content {
  readonly server: URL;
  readonly coordinatorKey: Uint8Array;
  readonly task: string;
  readonly host: string;
  readonly form: string;
  readonly roster: string | undefined;
  readonly minClients: number | undefined;
  readonly minThreshold: number;
  readonly maxCorrupt: number;
}

function settingsIn(text: string, address: string): Content {
  const fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const wrong = (name: string, needs: string): never => {
    throw new Error(`${address}: ${JSON.stringify(name)} ${needs}`);
  };
  if (fields['format'] !== 'veilsum-survey-page-1')
    wrong('format', 'needs "veilsum-survey-page-1"');
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) wrong(unknown, 'is not known here');
  const word = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' && value !== '' ? value : wrong(name, 'needs text');
  };
  const count = (name: string, least: number): number => {
    const value = fields[name];
    return Number.isSafeInteger(value) && (value as number) >= least
      ? (value as number)
      : wrong(name, `needs a whole number from ${least}`);
  };
  const key = fromHex(word('coordinatorKey'));
  const server = URL.parse(word('server'), location.href);
  return {
    server: server ?? wrong('server', 'needs an address'),
    coordinatorKey:
      key?.length === 32 ? key : wrong('coordinatorKey', 'needs 64 hexadecimal digits'),
    task: word('task'),
    host: word('host'),
    form: word('form'),
    roster: fields['roster'] === undefined ? undefined : word('roster'),
    minClients: fields['minClients'] === undefined ? undefined : count('minClients', 3),
    minThreshold: count('minThreshold', 2),
    maxCorrupt: count('maxCorrupt', 0),
  };
}

async function of<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Fetches a file, and stops where it is too long. */
async function read(from: URL): Promise<Uint8Array> {
  const response = await fetch(from, { cache: 'no-store' });
  if (!response.ok || !response.body)
    throw new Error(`${from.pathname}: status ${response.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      throw new Error(`${from.pathname}: is longer than ${MOST_BYTES} bytes`);
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}
