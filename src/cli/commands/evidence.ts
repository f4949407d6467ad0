import { Command, InvalidArgumentError } from 'commander';
import { fromHex, toHex } from '../../crypto/hex.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { MAX_EVIDENCE_BYTES, readEvidence } from '../../record/evidence/evidence.ts';
import { judgeEvidence, type Judgement } from '../../record/evidence/judge.ts';
import { readParameters } from '../../session/parameters.ts';
import { type Party, partyName } from '../../session/party.ts';
import type { Roster } from '../../session/roster.ts';
import { EXIT } from '../exitCodes.ts';
import { naming } from '../files/files.ts';
import { readRoster } from '../files/rosterFile.ts';
import { coordinatorCheckerFor } from '../proofKeys.ts';
import { print } from '../output.ts';
import { lines } from '../render.ts';
import { readBounded } from '../vectors/readBounded.ts';

interface EvidenceOptions {
  readonly roster: string;
  readonly coordinatorKey?: Uint8Array;
  readonly json?: true;
}

/** `veilsum evidence FILE --roster ROSTER`: judges a file of evidence, offline. */
export function evidenceCommand(): Command {
  return new Command('evidence')
    .description('Judge a file of evidence, offline: what does it prove, and of whom?')
    .argument('<file>', 'the evidence')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .option('--coordinator-key <hex>', 'demand that it is about this coordinator’s session', key)
    .option('--json', 'print the judgement as JSON')
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
  const judgement = await naming(
    path,
    async () => {
      const { proofs } = readParameters(readEvidence(bytes).session);
      const checker = await coordinatorCheckerFor(proofs);
      return judgeEvidence(bytes, { roster, coordinatorKey, checker }, await defaultKernel());
    },
    'evidence',
  );
  print(options.json ? asJson(judgement, roster) : asText(judgement, roster));
  if (judgement.kind === 'not-proven') process.exitCode = EXIT.invalid;
}

function asText(judgement: Judgement, roster: Roster): string {
  if (judgement.kind === 'not-proven') {
    return lines(`NOT PROVEN: ${judgement.reason}`, 'nobody is shown to have done anything wrong');
  }
  const { culprit, statement, detail, offence, session } = judgement;
  const { task, round } = session.parameters;
  return lines(
    `session ${toHex(session.digest)}, task ${JSON.stringify(task)}, round ${round}`,
    `${offence}: ${detail}`,
    '',
    `PROVEN: ${nameOf(culprit, roster)} ${statement}`,
    `key ${keyOf(judgement, roster)}`,
  );
}

function asJson(judgement: Judgement, roster: Roster): string {
  const content =
    judgement.kind === 'not-proven'
      ? { proven: false, reason: judgement.reason }
      : {
          proven: true,
          session: toHex(judgement.session.digest),
          offence: judgement.offence,
          culprit: judgement.culprit,
          name: nameOf(judgement.culprit, roster),
          key: keyOf(judgement, roster),
          statement: judgement.statement,
          detail: judgement.detail,
        };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function nameOf(party: Party, roster: Roster): string {
  return party === 'coordinator'
    ? partyName(party)
    : `${partyName(party)} (${JSON.stringify(roster.entry(party).name)})`;
}

function keyOf(
  { culprit, session }: Extract<Judgement, { kind: 'proven' }>,
  roster: Roster,
): string {
  return culprit === 'coordinator'
    ? toHex(session.parameters.coordinatorKey)
    : roster.entry(culprit).key.toHex();
}

function key(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== 32) throw new InvalidArgumentError('64 hexadecimal digits are needed.');
  return bytes;
}
