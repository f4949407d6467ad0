import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import type { RandomSource } from '../../crypto/random.ts';
import type { IdentityKey } from '../../crypto/signing.ts';
import { sha256Bulk } from '../../crypto/tupleHash.ts';
import type { Encoding } from '../../session/encodings/index.ts';
import { SCHEME_NAMES } from '../../session/schemePolicy.ts';
import type { SchemeDraft } from '../../session/scheme.ts';
import { layoutDigest, type TensorLayout, valuesIn } from '../../session/layout/index.ts';
import type { Roster } from '../../session/roster.ts';
import { MAX_LENGTH } from '../../session/limits.ts';
import { defineParts } from '../../session/parts.ts';
import { defineSession, type Session } from '../../session/session.ts';
import { leastSafeThreshold } from '../../session/thresholds.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { chosenThresholds } from '../thresholds.ts';
import { readBounded } from '../vectors/readBounded.ts';
import { hex32, layout, readShaped, shaped } from './schema.ts';
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

/** A scheme by its name, or with its parameters. */
const scheme: z.ZodType<SchemeDraft> = z.union(
  [
    z.enum(SCHEME_NAMES).transform((kind) => ({ kind })),
    z.strictObject({ kind: z.enum(SCHEME_NAMES), recovery: z.int().min(1).optional() }),
  ],
  `needs ${SCHEME_NAMES.join(' or ')}, or {kind, recovery}`,
);

/** The format of a task file: one round of a task. */
interface TaskText {
  readonly task: string;
  readonly round: number;
  /** d, coordinates of a vector as it is sent; with a layout, it follows. */
  readonly length?: number | undefined;
  /**
   * Coordinates of a part, for a vector that is summed in parts; default: one part, or parts of 2^24 where
   * the vector is longer.
   */
  readonly partLength?: number | undefined;
  /** B: every coordinate lies within ±B. */
  readonly bound: number;
  readonly encoding: Encoding;
  readonly rowLength?: number | undefined;
  /** Number of dropouts to tolerate; default: a tenth of the roster. */
  readonly maxDropouts?: number | undefined;
  /** Number of corrupt clients to tolerate; default: as many as the other numbers allow. */
  readonly maxCorrupt?: number | undefined;
  readonly threshold?: number | undefined;
  /** How the coordinator comes to the sum; default: `pairwise`. */
  readonly scheme?: SchemeDraft | undefined;
  /**
   * The scheme of the next round, which is opened if this one is lost because the sum does not open
   * the commitments and nobody is named; default: none is opened.
   */
  readonly onFailure?: string | undefined;
  /** Seconds that each phase may stay open; 0 for no limit. */
  readonly deadlines: Readonly<Record<ClientPhase, number>>;
  /** What every client must prove; default: nothing. */
  readonly proofs?: TaskProofs | undefined;
  /**
   * File that inputs are computed from, relative to the task file. Its SHA-256 is part of the
   * session.
   */
  readonly model?: string | undefined;
  /** Its SHA-256, instead of the file. */
  readonly modelDigest?: Uint8Array | undefined;
  /** The tensors of an input, in any order; their digest is part of the session. */
  readonly layout?: TensorLayout | undefined;
}

const taskShape: z.ZodType<TaskText> = z
  .strictObject({
    task: z.string().min(1).max(200),
    round: natural,
    length: z.int().min(1).optional(),
    partLength: z.int().min(1).max(MAX_LENGTH).optional(),
    bound: z.int().min(1),
    encoding: encoding.default({ kind: 'integer' }),
    rowLength: z.int().min(1).optional(),
    maxDropouts: natural.optional(),
    maxCorrupt: natural.optional(),
    threshold: z.int().min(1).optional(),
    scheme: scheme.optional(),
    onFailure: z.enum(SCHEME_NAMES).optional(),
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
    layout: layout.optional(),
  })
  .refine(hasLength, {
    path: ['length'],
    message: 'needs a number, or a layout that it follows from',
    when: () => true,
  });

/** Whether there is a length; also asked of what has other problems, and need not be a task. */
function hasLength(task: Pick<TaskText, 'length' | 'layout'> | null): boolean {
  return task?.length !== undefined || task?.layout !== undefined;
}

/** Limit on a model file, in bytes. */
const MOST_MODEL_BYTES = 2 ** 32;

/** A task as in its file, with the model replaced by its digest, and the length that follows from a layout. */
export type Task = Omit<TaskText, 'model' | 'length'> & { readonly length: number };

/**
 * Reads a task file.
 *
 * @throws CommandError that lists all problems; InputFileError if it or the model cannot be read
 */
export async function readTask(path: string): Promise<Task> {
  const { model, ...content } = await readShaped(path, taskShape, 'task');
  const task = withLength(content, path);
  return model === undefined
    ? task
    : { ...task, modelDigest: await modelDigest(resolve(dirname(path), model)) };
}

/**
 * Reads a task that does not come from a file, and therefore must not name one.
 *
 * @throws CommandError that lists all problems
 */
export function taskIn(value: unknown): Task {
  const { model, ...task } = shaped(value, taskShape, 'task');
  if (model === undefined) return withLength(task, 'task');
  throw new CommandError(EXIT.input, 'task: give the modelDigest instead of the model');
}

/** @throws CommandError for a length that is not that of the layout */
function withLength(task: Omit<TaskText, 'model'>, place: string): Task {
  const { layout, length, encoding } = task;
  if (layout === undefined) return { ...task, length: length! };
  const follows = valuesIn(layout) + (encoding.kind === 'weighted-mean' ? 1 : 0);
  if ((length ?? follows) === follows) return { ...task, length: follows };
  throw new CommandError(
    EXIT.input,
    `${place}: the length ${length} is not that of the layout, ${follows}: leave it out`,
  );
}

/**
 * The SHA-256 of a model file.
 *
 * @throws InputFileError if it cannot be read
 */
export async function modelDigest(path: string): Promise<Uint8Array> {
  return sha256Bulk(await readBounded(path, MOST_MODEL_BYTES));
}

/**
 * Defines the session of a task for a roster; that of the first part, if the vector is summed in parts.
 *
 * @throws SessionError if it would not be valid; CommandError if no keys fit the proofs that it
 *   requires
 */
export async function sessionOf(
  task: Task,
  roster: Roster,
  coordinator: IdentityKey,
  random: RandomSource,
): Promise<Session> {
  const clients = roster.size;
  const maxDropouts = task.maxDropouts ?? Math.floor(clients / 10);
  const chosen = chosenThresholds(clients, maxDropouts, task.scheme?.kind);
  const threshold =
    task.threshold ?? chosen?.threshold ?? leastSafeThreshold(clients, task.maxCorrupt ?? 0);
  const asked = task.proofs && (await proofDemandFor(task, task.proofs));
  const rowLength = task.rowLength ?? asked?.rowLength;
  const draft = {
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
    ...(task.scheme && { scheme: task.scheme }),
    ...(rowLength !== undefined && { rowLength }),
    ...(task.modelDigest && { modelDigest: task.modelDigest }),
    ...(task.layout && { layoutDigest: layoutDigest(task.layout) }),
    ...(asked && { proofs: asked.proofs }),
  };
  const { partLength = MAX_LENGTH } = task;
  return task.length > partLength
    ? defineParts({ ...draft, partLength })[0]!
    : defineSession(draft);
}
