import type { Kernel } from '../kernel/kernel.ts';
import { checkNumber, CHECKS, numberedCheck } from '../session/checks/table.ts';
import { partyName } from '../session/party.ts';
import type { Attack, AttackDescription, TestBed, Outcome, TraceEntry } from './attack.ts';
import { faultOf, runControl, runDefended } from './runAttack.ts';

/** One of the two runs of an attack, as honest parties saw it. */
export interface AttackRun {
  readonly messages: readonly TraceEntry[];
  readonly outcome: Outcome;
}

/** An attack with everything that happened in its two runs. */
export interface AttackStory {
  readonly id: string;
  readonly title: string;
  readonly who: AttackDescription['who'];
  readonly can: string;
  readonly steps: readonly string[];
  readonly check: AttackDescription['check'];
  /** The check's number in the specification, if verifiers make it. */
  readonly number: string | undefined;
  /** Checks that would stop it if that one were off. */
  readonly behind: readonly AttackDescription['check'][];
  /** What the check requires, in words. */
  readonly demands: string;
  readonly source: string;
  /** The run with every check on. */
  readonly defended: AttackRun;
  /** The run with only the attack's check and those behind it off. */
  readonly control: AttackRun;
  /** Why the runs are not as the catalogue says; `undefined` if they are. */
  readonly fault: string | undefined;
}

/** Runs an attack and its control, and records every message that an honest party receives. */
export async function storyOf(
  attack: Attack,
  kernel: Kernel,
  keys?: TestBed['keys'],
): Promise<AttackStory> {
  const { id, title, who, can, steps, check, behind = [], source } = attack;
  const defended = await noted((trace) => runDefended(attack, kernel, { trace, keys }));
  const control = await noted((trace) => runControl(attack, kernel, { trace, keys }));
  const fault = faultOf({ attack, defended: defended.outcome, control: control.outcome });
  const { demands } = CHECKS[check];
  const stopped = { check, number: checkNumber(check), behind, demands };
  return { id, title, who, can, steps, ...stopped, source, defended, control, fault };
}

/** Formats a story for people. */
export function storyText(story: AttackStory): string {
  const { id, title, who, can, steps, check, behind, demands, source, defended, control } = story;
  const { outcome } = defended;
  const culprit = outcome.culprit === undefined ? 'nobody' : partyName(outcome.culprit);
  const off = [check, ...behind].map(numberedCheck).join(', ');
  return `${[
    `${id}  ${title}`,
    '',
    `Who deviates: the ${who}, who can ${can}.`,
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
    `Source: ${source}.`,
    `Stopped by ${numberedCheck(check)}: ${demands}.`,
    '',
    'With every check on, this is what honest parties received, and what they did:',
    ...messageLines(defended.messages),
    `Stopped by ${outcome.code ? numberedCheck(outcome.code) : 'nothing'}, naming ${culprit}. The attacker ends with ${outcome.gained}.`,
    '',
    `With ${off} off:`,
    ...messageLines(control.messages),
    `The attacker ends with ${control.outcome.gained}.`,
    ...(story.fault === undefined ? [] : ['', `FAULT: ${story.fault}`]),
  ].join('\n')}\n`;
}

async function noted(
  run: (trace: (entry: TraceEntry) => void) => Promise<Outcome>,
): Promise<AttackRun> {
  const messages: TraceEntry[] = [];
  const outcome = await run((entry) => messages.push(entry));
  return { messages, outcome };
}

/** Formats messages; what several clients received and did in the same way is one line. */
function messageLines(messages: readonly TraceEntry[]): string[] {
  const groups: { readonly entry: TraceEntry; readonly parties: TraceEntry['by'][] }[] = [];
  for (const entry of messages) {
    const last = groups[groups.length - 1];
    if (last && alike(last.entry, entry)) last.parties.push(entry.by);
    else groups.push({ entry, parties: [entry.by] });
  }
  if (groups.length === 0) return ['  (no message: the attack is on what one party computes)'];
  return groups.map(({ entry, parties }) => {
    const from = entry.by === 'verifier' ? '' : ` from ${partyName(entry.from)}`;
    const { received, bytes, did } = entry;
    return `  ${partiesText(parties)}: ${received}${from}, ${bytes} bytes → ${did}`;
  });
}

/** Whether two clients received the same and did the same. */
function alike(a: TraceEntry, b: TraceEntry): boolean {
  return (
    [a.by, b.by].every((by) => typeof by === 'number') &&
    a.received === b.received &&
    a.from === b.from &&
    Math.abs(a.bytes - b.bytes) < 8 &&
    a.did.replace(/\d+ bytes/, '') === b.did.replace(/\d+ bytes/, '')
  );
}

function partiesText(parties: readonly TraceEntry['by'][]): string {
  const [first] = parties;
  if (parties.length > 1) return `clients ${parties.join(', ')}`;
  return first === 'verifier' ? 'verifier' : partyName(first!);
}
