import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import type { RandomSource } from '../../crypto/random.ts';
import type { IdentityKey } from '../../crypto/signing.ts';
import { sha256Bulk } from '../../crypto/tupleHash.ts';
import type { Encoding } from '../../session/encodings/index.ts';

import type { Roster } from '../../session/roster.ts';
import { defineSession, type Session } from '../../session/session.ts';
import { chooseThresholds, leastSafeThreshold } from '../../session/thresholds.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readBounded } from '../vectors/readBounded.ts';
import { hex32, readShaped, shaped } from './schema.ts';
import { proofDemandFor, type TaskProofs, taskProofs } from './taskProofs.ts';

const natural = z.int().min(0);
const encoding: z.ZodType<Encoding> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('integer') }),
  z.strictObject({
    kind: z.literal('fixed-point'),
    clip: z.number().positive(),
    average: z.enum(['sum', 'mean']),
  }),
  z.strictObject({
    kind: z.literal('weighted-mean'),
    clip: z.number().positive(),
    maxWeight: z.int().min(1),
  }),
]);

/** What an operator writes down of a task's round. */
interface TaskText {
  readonly task: string;
  readonly round: number;
  /** d, coordinates of an input as it is sent. */
  readonly length: number;
  /** B */
  readonly bound: number;
  readonly encoding: Encoding;
  readonly rowLength?: number | undefined;
  /** Dropouts to survive; a tenth of the roster where it is left out. */
  readonly maxDropouts?: number | undefined;
  /** Corrupt clients to survive; as many as the dropouts allow where it is left out. */
  readonly maxCorrupt?: number | undefined;
  readonly threshold?: number | undefined;
  /** Seconds that each phase stays open; 0 for no limit. */
  readonly deadlines: Readonly<Record<ClientPhase, number>>;
  /** What every client must prove; nothing where it is left out. */
  readonly proofs?: TaskProofs | undefined;
  /** The file that inputs are computed from; its SHA-256 is in the session. Relative to the task file. */
  readonly model?: string | undefined;
  /** Its SHA-256 in hexadecimal, in the place of the file. */
  readonly modelDigest?: Uint8Array | undefined;
}

const taskShape: z.ZodType<TaskText> = z.strictObject({
  task: z.string().min(1).max(200),
  round: natural,
  length: z.int().min(1),
  bound: z.int().min(1),
  encoding: encoding.default({ kind: 'integer' }),
  rowLength: z.int().min(1).optional(),
  maxDropouts: natural.optional(),
  maxCorrupt: natural.optional(),
  threshold: z.int().min(1).optional(),
  deadlines: z.strictObject({
    advertise: natural,
    share: natural,
    commit: natural,
    confirm: natural,
    unmask: natural,
  }),
  proofs: taskProofs.optional(),
  model: z.string().optional(),
  modelDigest: hex32.optional(),
});

/** Models are smaller than this. */
const MOST_MODEL_BYTES = 2 ** 32;

/** A task as its operator wrote it, with the model's file read. */
export type Task = Omit<TaskText, 'model'>;

/** Reads a task file. @throws CommandError naming everything that is wrong with it */
export async function readTask(path: string): Promise<Task> {
  const { model, ...task } = await readShaped(path, taskShape);
  return model === undefined
    ? task
    : { ...task, modelDigest: await modelDigest(resolve(dirname(path), model)) };
}

/** A task that came from elsewhere than a file: it names no files. @throws CommandError */
export function taskIn(value: unknown): Task {
  const { model, ...task } = shaped(value, taskShape, 'task');
  if (model === undefined) return task;
  throw new CommandError(EXIT.input, 'task: give the modelDigest instead of the model');
}

/** SHA-256 of a model's file. */
export async function modelDigest(path: string): Promise<Uint8Array> {
  return sha256Bulk(await readBounded(path, MOST_MODEL_BYTES));
}

/** The session of a task over a roster. @throws SessionError; CommandError where no keys fit the proofs that it asks for */
export async function sessionOf(
  task: Task,
  roster: Roster,
  coordinator: IdentityKey,
  random: RandomSource,
): Promise<Session> {
  const clients = roster.size;
  const maxDropouts = task.maxDropouts ?? Math.floor(clients / 10);
  const chosen = chooseThresholds(clients, maxDropouts);
  const threshold =
    task.threshold ?? chosen?.threshold ?? leastSafeThreshold(clients, task.maxCorrupt ?? 0);
  const asked = task.proofs && (await proofDemandFor(task, task.proofs));
  const rowLength = task.rowLength ?? asked?.rowLength;
  return defineSession({
    roster,
    task: task.task,
    round: task.round,
    nonce: random(32),
    length: task.length,
    bound: task.bound,
    encoding: task.encoding,
    threshold,
    maxDropouts,
    maxCorrupt:
      task.maxCorrupt ?? Math.max(0, Math.min(2 * threshold - clients - 1, threshold - 2)),
    deadlines: CLIENT_PHASES.map((phase) => 1000 * task.deadlines[phase]),
    coordinatorKey: coordinator.bytes,
    ...(rowLength !== undefined && { rowLength }),
    ...(task.modelDigest && { modelDigest: task.modelDigest }),
    ...(asked && { proofs: asked.proofs }),
  });
}
