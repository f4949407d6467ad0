import { Command, InvalidArgumentError } from 'commander';
import { fromHex, toHex } from '../../crypto/hex.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { MAX_EVIDENCE_BYTES, readEvidence } from '../../record/evidence/evidence.ts';
import { verifyEvidence, type EvidenceVerdict } from '../../record/evidence/verify.ts';
import { readParameters } from '../../session/parameters.ts';
import { type Party, partyName } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import { EXIT } from '../exitCodes.ts';
import { naming } from '../files/files.ts';
import { readRoster } from '../files/rosterFile.ts';
import { coordinatorCheckerFor } from '../proofSystem.ts';
import { print, printLines } from '../output.ts';
import { table } from '../render.ts';
import { verdictLine } from '../report/text.ts';
import type { Line } from '../style.ts';
import { readBounded } from '../vectors/readBounded.ts';

interface EvidenceOptions {
  readonly roster: string;
  readonly coordinatorKey?: Uint8Array;
  readonly json?: true;
}

/** `veilsum evidence FILE --roster ROSTER`: verifies a file of evidence, offline. */
export function evidenceCommand(): Command {
  return new Command('evidence')
    .description('Verify a file of evidence, offline: what does it prove, and about whom?')
    .argument('<file>', 'the evidence')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .option('--coordinator-key <hex>', 'require a session of this coordinator', key)
    .option('--json', 'print the verdict as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 proven, 1 not proven, 2 usage, 3 unreadable or malformed input, 4 internal.',
    )
    .action(judge);
}

async function judge(path: string, options: EvidenceOptions): Promise<void> {
  const roster = await readRoster(options.roster);
  const bytes = await readBounded(path, MAX_EVIDENCE_BYTES);
  const { coordinatorKey } = options;
  const verdict = await naming(
    path,
    bytes,
    async () => {
      const { proofs } = readParameters(readEvidence(bytes).session);
      const kernel = await defaultKernel();
      const checker = await coordinatorCheckerFor(proofs, kernel);
      return verifyEvidence(bytes, { roster, coordinatorKey, checker }, kernel);
    },
    'evidence',
  );
  if (options.json) print(asJson(verdict, roster));
  else printLines(asLines(verdict, roster));
  if (verdict.kind === 'not-proven') process.exitCode = EXIT.invalid;
}

function asLines(verdict: EvidenceVerdict, roster: Roster): Line[] {
  if (verdict.kind === 'not-proven') {
    return [
      verdictLine(`NOT PROVEN: ${verdict.reason}`, false),
      'Nobody misbehaved as far as this file shows.',
    ];
  }
  const { culprit, statement, detail, misbehaviour, session } = verdict;
  const { task, round } = session.parameters;
  return [
    verdictLine(`PROVEN: ${nameOf(culprit, roster)} ${statement}`, true),
    '',
    ...table([
      ['found', `${misbehaviour}: ${detail}`],
      ['session', `${toHex(session.digest)}, task ${JSON.stringify(task)}, round ${round}`],
      ['key', `${keyOf(verdict, roster)}, which signed what proves it`],
    ]),
  ];
}

function asJson(verdict: EvidenceVerdict, roster: Roster): string {
  const content =
    verdict.kind === 'not-proven'
      ? { proven: false, reason: verdict.reason }
      : {
          proven: true,
          session: toHex(verdict.session.digest),
          misbehaviour: verdict.misbehaviour,
          culprit: verdict.culprit,
          name: nameOf(verdict.culprit, roster),
          key: keyOf(verdict, roster),
          statement: verdict.statement,
          detail: verdict.detail,
        };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function nameOf(party: Party, roster: Roster): string {
  return party === 'coordinator'
    ? partyName(party)
    : `${partyName(party)} (${JSON.stringify(roster.entry(party).name)})`;
}

function keyOf(
  { culprit, session }: Extract<EvidenceVerdict, { kind: 'proven' }>,
  roster: Roster,
): string {
  return culprit === 'coordinator'
    ? toHex(session.parameters.coordinatorKey)
    : roster.entry(culprit).key.toHex();
}

function key(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== 32) throw new InvalidArgumentError('expected 64 hexadecimal digits.');
  return bytes;
}
