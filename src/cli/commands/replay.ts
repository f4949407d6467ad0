import { join } from 'node:path';
import { Command } from 'commander';
import { createKernel, type Kernel } from '../../kernel/index.ts';
import { packageKeys } from '../../net/packageKeys.ts';
import type { ReadKeyFile } from '../../proofs/groth16/keys.ts';
import type { Attack, CollectedEvidence } from '../../attacks/attack.ts';
import { CATALOGUE } from '../../attacks/catalogue/index.ts';
import { missingForProver } from '../../attacks/harness/proverNeeds.ts';
import { type Line, replayAttack, replayDefect, skippedLine } from '../../attacks/results.ts';
import type { KnownDefect } from '../../attacks/knownDefects/knownDefect.ts';
import { KNOWN_DEFECTS } from '../../attacks/knownDefects/index.ts';
import { storyOf, storyText } from '../../attacks/story.ts';
import { numberedCheck } from '../../session/checks/numbers.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireAbsent, writeWhole } from '../files/files.ts';
import { writeRoster } from '../files/rosterFile.ts';
import { print } from '../output.ts';
import { progressBar } from '../progress.ts';
import { lines, table } from '../render.ts';
import { KEYS_HELP } from './options.ts';

interface ReplayOptions {
  readonly controls?: true;
  readonly explain?: true;
  readonly list?: true;
  readonly evidence?: string;
  readonly keys?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `veilsum replay [ID…]`: the attack suite, for auditors. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Replay attacks against real participants and a real coordinator')
    .argument('[id...]', 'attacks by their ids, such as S03 or D01 (default: all)')
    .option(
      '--controls',
      'run each attack once more with the check that stops it off: then it must succeed',
    )
    .option('--explain', 'explain one attack: who saw what, and what would have leaked')
    .option(
      '--evidence <dir>',
      'write the evidence that honest parties have after the attacks, with rosters to verify it with: see veilsum evidence',
    )
    .option('--force', 'let --evidence overwrite existing files')
    .option('--list', 'list the attacks, and run none')
    .option('--keys <dir>', `${KEYS_HELP}; without it, attacks that need proofs are skipped`)
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nS: the coordinator deviates, C: clients, N: the network, Q: a participant is led into something other than it asked for, over HTTP,\nD: a published defect of another implementation, on a model of it.\nV01 to V28 are the numbers of the verifier’s checks in the specification.\nAttacks in which parties make range proofs need the package snarkjs and proving keys; they are skipped if these are missing.\nExit codes: 0 all that ran are caught (and, with --controls, all controls succeed), 1 not so, 2 usage, 3 keys that cannot be\nread, evidence that cannot be written, or nothing ran as all was skipped, 4 internal.',
    )
    .action(replay);
}

async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const wanted = ids.map((id) => id.toUpperCase());
  requireKnown(wanted);
  if (options.list) {
    print(listing(wanted, options.json ?? false));
    return;
  }
  const chosen = CATALOGUE.filter((attack) => isWanted(wanted, attack));
  const keys = packageKeys(options.keys);
  const needs = chosen.some((attack) => attack.needs) ? await missingForProver(keys) : [];
  if (options.keys !== undefined && needs.includes('proving keys')) {
    throw new CommandError(
      EXIT.input,
      `${options.keys}: lacks some of the keys with which attacks make proofs; name keys/ of the repository`,
    );
  }
  const bench = { kernel: await createKernel({ threads: 1 }), keys, needs };
  if (options.explain) {
    await explain(wanted, bench, options.json ?? false);
    return;
  }
  const defects = KNOWN_DEFECTS.filter((defect) => isWanted(wanted, defect));
  const results = await runAll(chosen, defects, bench, options);
  print(
    options.json
      ? `${JSON.stringify({ attacks: results }, undefined, 2)}\n`
      : asText(results, options.controls ?? false),
  );
  if (results.some(({ fault }) => fault !== undefined)) process.exitCode = EXIT.invalid;
  else if (results.every(({ verdict }) => verdict === 'skipped')) process.exitCode = EXIT.input;
}

/** What attacks are run with. */
interface Bench {
  readonly kernel: Kernel;
  readonly keys: ReadKeyFile;
  /** What is missing for attacks in which parties make proofs. */
  readonly needs: readonly string[];
}

function isWanted(wanted: readonly string[], { id }: { readonly id: string }): boolean {
  return wanted.length === 0 || wanted.includes(id);
}

async function runAll(
  attacks: readonly Attack[],
  defects: readonly KnownDefect[],
  { kernel, keys, needs }: Bench,
  options: ReplayOptions,
): Promise<readonly Line[]> {
  const { controls = false as boolean, evidence: folder } = options;
  const now = (): number => performance.now();
  const files = (id: string): [string, string] => [
    join(folder ?? '', `${id}.evidence`),
    join(folder ?? '', `${id}.roster.json`),
  ];
  if (folder !== undefined) {
    const provable = attacks.filter(({ proves }) => proves !== undefined);
    await requireAbsent(
      provable.flatMap(({ id }) => files(id)),
      options.force ?? false,
    );
  }
  const onEvidence = async (id: string, { evidence, roster }: CollectedEvidence): Promise<void> => {
    if (folder === undefined) return;
    const [evidenceFile, rosterFile] = files(id);
    await writeWhole(evidenceFile, evidence);
    await writeRoster(rosterFile, roster);
  };
  const bar = progressBar();
  const results: Line[] = [];
  const tell = (what: string): void => {
    bar.update(results.length / (attacks.length + defects.length), what);
  };
  try {
    for (const attack of attacks) {
      tell(`${attack.id} ${attack.title}`);
      results.push(
        attack.needs && needs.length > 0
          ? skippedLine(attack, needs)
          : await replayAttack(attack, kernel, { controls, now, keys, onEvidence }),
      );
    }
    for (const defect of defects) {
      tell(`${defect.id} ${defect.title}`);
      results.push(await replayDefect(defect, kernel, { controls, now }));
    }
  } finally {
    bar.stop();
  }
  return results;
}

/** Every attack in a line, without any being run. */
function listing(wanted: readonly string[], json: boolean): string {
  const all = [
    ...CATALOGUE.map(({ id, title, check, needs }) => ({ id, title, check, needs })),
    ...KNOWN_DEFECTS.map(({ id, title }) => ({ id, title, check: undefined, needs: undefined })),
  ].filter((entry) => isWanted(wanted, entry));
  if (json) return `${JSON.stringify({ attacks: all }, undefined, 2)}\n`;
  const rows = all.map(({ id, title, check, needs }) => [
    id,
    check ? numberedCheck(check) : '—',
    needs ?? '—',
    title,
  ]);
  return lines(...table([['id', 'stopped by', 'needs', 'attack'], ...rows]));
}

async function explain(
  ids: readonly string[],
  { kernel, keys, needs }: Bench,
  json: boolean,
): Promise<void> {
  const attack = CATALOGUE.find(({ id }) => ids.length === 1 && id === ids[0]);
  if (!attack) {
    throw new CommandError(
      EXIT.usage,
      '--explain tells one story: name one attack of S, C, N or Q, such as veilsum replay S03 --explain',
    );
  }
  if (attack.needs && needs.length > 0) {
    throw new CommandError(EXIT.input, `${attack.id} is skipped: ${howToGet(needs)}`);
  }
  const story = await storyOf(attack, kernel, keys);
  print(json ? `${JSON.stringify(story, undefined, 2)}\n` : storyText(story));
  if (story.fault !== undefined) process.exitCode = EXIT.invalid;
}

function asText(results: readonly Line[], controls: boolean): string {
  const rows = results.map((line) => [
    line.id,
    line.needs
      ? `skipped: needs ${line.needs.join(', ')}`
      : line.fault === undefined
        ? line.verdict
        : 'FAULT',
    line.code ? numberedCheck(line.code) : '—',
    line.culprit ?? '—',
    line.proves ?? '—',
    `${(line.milliseconds / 1000).toFixed(1)} s`,
    line.title,
  ]);
  const faults = results.filter(({ fault }) => fault !== undefined);
  const ran = results.filter(({ verdict }) => verdict !== 'skipped');
  const skipped = results.filter(({ verdict }) => verdict === 'skipped');
  const gains = ran.map(({ id, gained }) => [id, gained ?? '—']);
  return lines(
    ...table([['id', 'verdict', 'code', 'culprit', 'evidence proves', 'time', 'attack'], ...rows]),
    ...(controls && gains.length > 0
      ? [
          '',
          'with the check off (or on the defective design), the attacker ends with',
          ...table(gains),
        ]
      : []),
    ...faults.map(({ id, fault }) => `FAULT ${id}: ${fault}`),
    '',
    `${ran.length - faults.length} of ${ran.length} attacks ${controls ? 'caught, with controls that succeed' : 'caught'}`,
    ...(skipped[0] ? [`${skipped.length} skipped: ${howToGet(skipped[0].needs ?? [])}`] : []),
  );
}

/** What to do about what is missing for proofs. */
function howToGet(needs: readonly string[]): string {
  const ways = [
    ...(needs.includes('snarkjs') ? ['the package snarkjs (npm install snarkjs)'] : []),
    ...(needs.includes('proving keys')
      ? ['the proving keys (--keys DIR, the folder keys/ of the repository)']
      : []),
  ];
  return `their parties make range proofs, which needs ${ways.join(' and ')}`;
}

/** Refuses unknown ids, with those that are near. */
function requireKnown(wanted: readonly string[]): void {
  const known = [...CATALOGUE, ...KNOWN_DEFECTS].map(({ id }) => id);
  for (const id of wanted) {
    if (known.includes(id)) continue;
    const near = known.filter((other) => distance(id, other) <= 1).slice(0, 5);
    const hint =
      near.length > 0 ? `; did you mean ${near.join(', ')}?` : '; see veilsum replay --list';
    throw new CommandError(EXIT.usage, `there is no attack ${id}${hint}`);
  }
}

/** In how many places two ids differ, the shorter one filled up. */
function distance(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }).filter((_, i) => a[i] !== b[i]).length;
}
