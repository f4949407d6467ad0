import type { Kernel } from '../kernel/kernel.ts';
import { packageKeys } from '../net/packageKeys.ts';
import { kernelArgument } from '../session/partyArguments.ts';
import { callable, listOf, optional, strictObject, text, truth } from '../usage/arguments.ts';
import { UsageError } from '../usage/usageError.ts';
import type { Attack, AttackDescription, TestBed } from './attack.ts';
import { CATALOGUE } from './catalogue/index.ts';
import { missingForProver, type ProverNeed } from './harness/proverNeeds.ts';
import { KNOWN_DEFECTS } from './knownDefects/index.ts';
import type { DefectDescription } from './knownDefects/knownDefect.ts';
import {
  type AttackResult,
  resultOfAttack,
  resultOfDefect,
  type RunOptions,
  skippedResult,
} from './results.ts';
import { type AttackStory, storyOf } from './story.ts';

/** Every attack of the catalogue, in order. */
export const ATTACKS: readonly AttackDescription[] = CATALOGUE.map(
  ({ id, title, check, behind, needs, who, can, steps, names, proves, source }) => ({
    ...{ id, title, check, behind: behind && [...behind], needs, who, can, steps: [...steps] },
    ...{ names, proves, source },
  }),
);

/** Every published defect of another implementation of which the suite has a model. */
export const DEFECTS: readonly DefectDescription[] = KNOWN_DEFECTS.map(
  ({ id, title, can, steps, ours, source }) => ({
    id,
    title,
    can,
    steps: [...steps],
    ours,
    source,
  }),
);

/** Options for running the suite. */
export interface ReplayOptions {
  /** Ids of attacks and defects, such as `S03` or `D01`, in any order; default: all. */
  readonly ids?: readonly string[] | undefined;
  /**
   * Whether to run each attack again without the check that stops it, to show that it then
   * succeeds; default false.
   */
  readonly controls?: boolean | undefined;
  /**
   * Reads the keys to make proofs with; default: `packageKeys()`. Attacks that need a prover are
   * skipped if snarkjs or a proving key is missing.
   */
  readonly keys?: TestBed['keys'];
  /**
   * A clock in milliseconds, such as `() => performance.now()`; without it, results have no times.
   */
  readonly now?: (() => number) | undefined;
  /** Called before each attack, with the number of attacks that are done and of all. */
  readonly onAttack?: ((words: AttackWords, done: number, all: number) => void) | undefined;
  /** Called with evidence that proves the misbehaviour that an attack names. */
  readonly onEvidence?: RunOptions['onEvidence'];
}

/** Id and title of an attack or a defect. */
export type AttackWords = Pick<AttackDescription, 'id' | 'title'>;

const id = text(1, 16);
const replayOptions = strictObject<ReplayOptions>({
  ids: optional(listOf(id, CATALOGUE.length + KNOWN_DEFECTS.length)),
  controls: optional(truth),
  keys: optional(callable()),
  now: optional(callable('a clock, such as () => performance.now()')),
  onAttack: optional(callable()),
  onEvidence: optional(callable()),
});

/**
 * Runs attacks against real parties with every check on, and determines whether an honest party
 * stopped each with the check that the catalogue names. Node only: some parties communicate through
 * a server in this process, and some keep journals on disk.
 *
 * @param kernel - Such as `defaultKernel()`.
 * @returns one result per attack, in the order of the catalogue, followed by the defects; a result
 *   with `fault` shows a defence that failed
 * @throws UsageError `wrong-input` for unknown ids and other invalid arguments; ProofKeyError for
 *   keys that exist but do not match the manifest
 *
 * @example
 * ```ts
 * import { replayAttacks } from 'veilsum/attacks';
 *
 * const [result] = await replayAttacks(kernel, { ids: ['S01'], controls: true });
 * result?.verdict; // 'caught'
 * result?.code; // 'unmask-disjoint'
 * result?.fault; // undefined
 * ```
 */
export async function replayAttacks(
  kernel: Kernel,
  options: ReplayOptions = {},
): Promise<readonly AttackResult[]> {
  kernelArgument(kernel, 'kernel');
  const { ids, controls = false, keys, now = () => 0, ...told } = replayOptions(options, 'options');
  ids?.forEach(requireKnown);
  const isWanted = (one: AttackWords): boolean => ids?.includes(one.id) ?? true;
  const attacks = CATALOGUE.filter(isWanted);
  const defects = KNOWN_DEFECTS.filter(isWanted);
  const all = attacks.length + defects.length;
  const needs = await missingFor(attacks, keys);
  const running: RunOptions = { controls, now, keys, onEvidence: told.onEvidence };
  const results: AttackResult[] = [];
  for (const attack of attacks) {
    told.onAttack?.({ id: attack.id, title: attack.title }, results.length, all);
    results.push(
      attack.needs && needs.length > 0
        ? skippedResult(attack, needs)
        : await resultOfAttack(attack, kernel, running),
    );
  }
  for (const defect of defects) {
    told.onAttack?.({ id: defect.id, title: defect.title }, results.length, all);
    results.push(await resultOfDefect(defect, kernel, running));
  }
  return results;
}

/** Options of {@link explainAttack}. */
export type ExplainOptions = Pick<ReplayOptions, 'keys'>;

const explainOptions = strictObject<ExplainOptions>({ keys: optional(callable()) });

/**
 * Runs one attack of the catalogue and its control, and records every message that an honest party
 * receives.
 *
 * @param attackId - The id of one of {@link ATTACKS}, such as `S03`.
 * @param kernel - Such as `defaultKernel()`.
 * @returns the story; {@link storyText} formats it
 * @throws UsageError `wrong-input` for unknown ids and other invalid arguments, `no-proof-system`
 *   if its parties make proofs and snarkjs or a proving key is missing
 */
export async function explainAttack(
  attackId: string,
  kernel: Kernel,
  options: ExplainOptions = {},
): Promise<AttackStory> {
  const wanted = id(attackId, 'attackId');
  kernelArgument(kernel, 'kernel');
  const { keys } = explainOptions(options, 'options');
  const attack = CATALOGUE.find((one) => one.id === wanted);
  if (!attack) {
    throw new UsageError(
      'wrong-input',
      'attackId: expected the id of an attack that ATTACKS has, such as S03',
    );
  }
  const needs = await missingFor([attack], keys);
  if (needs.length > 0) {
    throw new UsageError(
      'no-proof-system',
      `parties in ${attack.id} make range proofs: it needs ${needs.join(' and ')}`,
    );
  }
  return storyOf(attack, kernel, keys);
}

/** What attacks need for proofs and is missing. */
async function missingFor(
  attacks: readonly Attack[],
  keys: TestBed['keys'],
): Promise<readonly ProverNeed[]> {
  return attacks.some(({ needs }) => needs) ? missingForProver(keys ?? packageKeys()) : [];
}

function requireKnown(wanted: string, place: number): void {
  if ([...CATALOGUE, ...KNOWN_DEFECTS].some(({ id: known }) => known === wanted)) return;
  throw new UsageError(
    'wrong-input',
    `options.ids[${place}]: expected the id of an attack that ATTACKS or DEFECTS has, such as S03 or D01`,
  );
}
