import { join } from 'node:path';
import { Command } from 'commander';
import { createKernel } from '../../kernel/index.ts';
import { packageKeys } from '../../net/packageKeys.ts';
import {
  ATTACKS,
  type AttackResult,
  type CollectedEvidence,
  DEFECTS,
  explainAttack,
  missingForProver,
  type ProverNeed,
  replayAttacks,
  storyText,
} from '../../attacks/index.ts';
import { checkNumber, NUMBERED_CHECKS, numberedCheck } from '../../session/checks/table.ts';
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

/** `veilsum replay [ID…]`: runs the attack suite, for auditors. */
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
      `\nS: the coordinator deviates, C: clients, N: the network, Q: a participant is led into something other than it asked for, over HTTP,\nD: a published defect of another implementation, on a model of it.\nV01 to ${checkNumber(NUMBERED_CHECKS.at(-1)!)!} are the numbers of the verifier’s checks in the specification.\nAttacks in which parties make range proofs need the package snarkjs and proving keys; they are skipped if these are missing.\nExit codes: 0 all that ran are caught (and, with --controls, all controls succeed), 1 otherwise, 2 usage, 3 keys that cannot be\nread, evidence that cannot be written, or everything was skipped, 4 internal.`,
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
  if (options.keys !== undefined && ATTACKS.some((one) => one.needs && isWanted(wanted, one))) {
    await requireProvingKeys(options.keys);
  }
  if (options.explain) {
    await explain(wanted, options);
    return;
  }
  const results = await runAll(wanted, options);
  print(
    options.json
      ? `${JSON.stringify({ attacks: results }, undefined, 2)}\n`
      : asText(results, options.controls ?? false),
  );
  if (results.some(({ fault }) => fault !== undefined)) process.exitCode = EXIT.invalid;
  else if (results.every(({ verdict }) => verdict === 'skipped')) process.exitCode = EXIT.input;
}

/** Requires that a folder named with --keys has the proving keys. */
async function requireProvingKeys(folder: string): Promise<void> {
  if (!(await missingForProver(packageKeys(folder))).includes('proving keys')) return;
  throw new CommandError(
    EXIT.input,
    `${folder}: lacks some of the keys with which attacks make proofs; name keys/ of the repository`,
  );
}

function isWanted(wanted: readonly string[], { id }: { readonly id: string }): boolean {
  return wanted.length === 0 || wanted.includes(id);
}

async function runAll(
  wanted: readonly string[],
  { controls, evidence: folder, force, keys }: ReplayOptions,
): Promise<readonly AttackResult[]> {
  const files = (id: string): [string, string] => [
    join(folder ?? '', `${id}.evidence`),
    join(folder ?? '', `${id}.roster.json`),
  ];
  if (folder !== undefined) {
    const provable = ATTACKS.filter((attack) => attack.proves && isWanted(wanted, attack));
    await requireAbsent(
      provable.flatMap(({ id }) => files(id)),
      force ?? false,
    );
  }
  const onEvidence = async (id: string, { evidence, roster }: CollectedEvidence): Promise<void> => {
    const [evidenceFile, rosterFile] = files(id);
    await writeWhole(evidenceFile, evidence);
    await writeRoster(rosterFile, roster);
  };
  const bar = progressBar();
  try {
    return await replayAttacks(await createKernel({ threads: 1 }), {
      ...(wanted.length > 0 && { ids: [...new Set(wanted)] }),
      controls: controls ?? false,
      keys: packageKeys(keys),
      now: () => performance.now(),
      onAttack: ({ id, title }, done, all) => {
        bar.update(done / all, `${id} ${title}`);
      },
      ...(folder !== undefined && { onEvidence }),
    });
  } finally {
    bar.stop();
  }
}

/** Lists the attacks, one per line. */
function listing(wanted: readonly string[], json: boolean): string {
  const all = [
    ...ATTACKS.map(({ id, title, check, needs }) => ({ id, title, check, needs })),
    ...DEFECTS.map(({ id, title }) => ({ id, title, check: undefined, needs: undefined })),
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
  { keys: folder, json }: ReplayOptions,
): Promise<void> {
  const attack = ATTACKS.find(({ id }) => ids.length === 1 && id === ids[0]);
  if (!attack) {
    throw new CommandError(
      EXIT.usage,
      '--explain tells one story: name one attack of the catalogue, such as veilsum replay S03 --explain',
    );
  }
  const keys = packageKeys(folder);
  const needs = attack.needs ? await missingForProver(keys) : [];
  if (needs.length > 0) {
    throw new CommandError(EXIT.input, `${attack.id} is skipped: ${howToGet(needs)}`);
  }
  const story = await explainAttack(attack.id, await createKernel({ threads: 1 }), { keys });
  print(json ? `${JSON.stringify(story, undefined, 2)}\n` : storyText(story));
  if (story.fault !== undefined) process.exitCode = EXIT.invalid;
}

function asText(results: readonly AttackResult[], controls: boolean): string {
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

/** How to get what is missing for proofs. */
function howToGet(needs: readonly ProverNeed[]): string {
  const ways = [
    ...(needs.includes('snarkjs') ? ['the package snarkjs (npm install snarkjs)'] : []),
    ...(needs.includes('proving keys')
      ? ['the proving keys (--keys DIR, the folder keys/ of the repository)']
      : []),
  ];
  return `their parties make range proofs, which needs ${ways.join(' and ')}`;
}

/** Rejects unknown ids, and suggests similar ones. */
function requireKnown(wanted: readonly string[]): void {
  const known = [...ATTACKS, ...DEFECTS].map(({ id }) => id);
  for (const id of wanted) {
    if (known.includes(id)) continue;
    const near = known.filter((other) => distance(id, other) <= 1).slice(0, 5);
    const hint =
      near.length > 0 ? `; did you mean ${near.join(', ')}?` : '; see veilsum replay --list';
    throw new CommandError(EXIT.usage, `there is no attack ${id}${hint}`);
  }
}

/** Number of positions in which two ids differ. */
function distance(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }).filter((_, i) => a[i] !== b[i]).length;
}
