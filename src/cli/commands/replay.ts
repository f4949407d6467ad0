import { join } from 'node:path';
import { Command } from 'commander';
import { createKernel, type Kernel } from '../../kernel/index.ts';
import type { Exhibit } from '../../replay/attack.ts';
import { CATALOGUE } from '../../replay/catalogue.ts';
import { type Line, replayAttack, replayDefect } from '../../replay/lines.ts';
import { PEER_DEFECTS } from '../../replay/peers/index.ts';
import { storyOf, storyText } from '../../replay/story.ts';
import { numberedCheck } from '../../session/checkNumbers.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { writeWhole } from '../files/files.ts';
import { writeRoster } from '../files/rosterFile.ts';
import { progressBar } from '../progress.ts';
import { lines, table } from '../render.ts';

interface ReplayOptions {
  readonly controls?: true;
  readonly explain?: true;
  readonly evidence?: string;
  readonly json?: true;
}

/** `veilsum replay [ID…]`: the attack suite, for auditors. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Replay attacks against real participants and a real coordinator')
    .argument('[id...]', 'attacks by their ids, such as S03 or D01 (default: all)')
    .option(
      '--controls',
      'run each attack once more with the check off that stops it: there it must succeed',
    )
    .option('--explain', 'tell the story of one attack: who saw what, and what would have leaked')
    .option(
      '--evidence <dir>',
      'write what honest parties can show of the attacks, with rosters to judge it by: see veilsum evidence',
    )
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nS: the coordinator deviates, C: clients, N: the network, Q: what a participant asks for is not what it is led into, over HTTP,\nD: a public defect of another implementation, on a model of it.\nV01 to V25 are the numbers of the verifier’s checks in the specification.\nExit codes: 0 all are caught (and, with --controls, all controls succeed), 1 not so, 2 usage, 4 internal.',
    )
    .action(replay);
}

async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const wanted = ids.map((id) => id.toUpperCase());
  demandKnown(wanted);
  const kernel = await createKernel({ threads: 1 });
  if (options.explain) {
    await explain(wanted, kernel, options.json ?? false);
    return;
  }
  const results = await runAll(wanted, kernel, options);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ attacks: results }, undefined, 2)}\n`
      : asText(results, options.controls ?? false),
  );
  if (results.some(({ fault }) => fault !== undefined)) process.exitCode = EXIT.invalid;
}

async function runAll(
  wanted: readonly string[],
  kernel: Kernel,
  options: ReplayOptions,
): Promise<readonly Line[]> {
  const { controls = false as boolean, evidence: folder } = options;
  const isWanted = ({ id }: { id: string }): boolean => wanted.length === 0 || wanted.includes(id);
  const attacks = CATALOGUE.filter(isWanted);
  const defects = PEER_DEFECTS.filter(isWanted);
  const now = (): number => performance.now();
  const onEvidence = async (id: string, { evidence, roster }: Exhibit): Promise<void> => {
    if (folder === undefined) return;
    await writeWhole(join(folder, `${id}.evidence`), evidence);
    await writeRoster(join(folder, `${id}.roster.json`), roster);
  };
  const bar = progressBar();
  const results: Line[] = [];
  const tell = (what: string): void => {
    bar.update(results.length / (attacks.length + defects.length), what);
  };
  try {
    for (const attack of attacks) {
      tell(`${attack.id} ${attack.title}`);
      results.push(await replayAttack(attack, kernel, { controls, now, onEvidence }));
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

async function explain(ids: readonly string[], kernel: Kernel, json: boolean): Promise<void> {
  const attack = CATALOGUE.find(({ id }) => ids.length === 1 && id === ids[0]);
  if (!attack) {
    throw new CommandError(
      EXIT.usage,
      '--explain tells one story: name one attack of S, C, N or Q, such as veilsum replay S03 --explain',
    );
  }
  const story = await storyOf(attack, kernel);
  process.stdout.write(json ? `${JSON.stringify(story, undefined, 2)}\n` : storyText(story));
  if (story.fault !== undefined) process.exitCode = EXIT.invalid;
}

function asText(results: readonly Line[], controls: boolean): string {
  const rows = results.map((line) => [
    line.id,
    line.fault === undefined ? line.verdict : 'FAULT',
    line.code ? numberedCheck(line.code) : '—',
    line.culprit ?? '—',
    line.proves ?? '—',
    `${(line.milliseconds / 1000).toFixed(1)} s`,
    line.title,
  ]);
  const faults = results.filter(({ fault }) => fault !== undefined);
  const gains = results.map(({ id, gained }) => [id, gained ?? '—']);
  return lines(
    ...table([['id', 'verdict', 'code', 'culprit', 'evidence proves', 'time', 'attack'], ...rows]),
    ...(controls
      ? [
          '',
          'with the check off (or on the defective design), the attacker ends with',
          ...table(gains),
        ]
      : []),
    ...faults.map(({ id, fault }) => `FAULT ${id}: ${fault}`),
    '',
    `${results.length - faults.length} of ${results.length} attacks ${controls ? 'caught, with controls that succeed' : 'caught'}`,
  );
}

/** Refuses unknown ids, with those that are near. */
function demandKnown(wanted: readonly string[]): void {
  const known = [...CATALOGUE, ...PEER_DEFECTS].map(({ id }) => id);
  for (const id of wanted) {
    if (known.includes(id)) continue;
    const near = known.filter((other) => distance(id, other) <= 1).slice(0, 5);
    const hint =
      near.length > 0 ? `; do you mean ${near.join(', ')}?` : '; see veilsum replay --json';
    throw new CommandError(EXIT.usage, `there is no attack ${id}${hint}`);
  }
}

/** In how many places two ids differ, the shorter one filled up. */
function distance(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }).filter((_, i) => a[i] !== b[i]).length;
}
