import { Command } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { readParts } from '../../messages/bundle.ts';
import { MAX_RECORD_BYTES, openRecord, type OpenedRecord } from '../../record/record.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { partCount, type PlannedPart } from '../../session/plannedPart.ts';
import { naming } from '../files/files.ts';
import { print } from '../output.ts';
import { bytesText, lines, proofsJson, sessionLines, table } from '../render.ts';
import { readBounded } from '../vectors/readBounded.ts';

/** `veilsum inspect RECORD`: prints the contents of a record, or of each part’s, without verifying it. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description(
      'Print the contents of a record, without checking anything (verify-aggregate does that)',
    )
    .argument('<record>', 'the record’s file')
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: { json?: true }) => {
      const bytes = await readBounded(path, MAX_RECORD_BYTES);
      const shownAs = options.json ? asJson : asText;
      const shown = await naming(path, bytes, () => {
        const parts = readParts(bytes);
        if (!parts) return shownAs(openRecord(bytes), bytes);
        const texts = parts.map((part) => shownAs(openRecord(part), part));
        // One JSON object in a line for each part.
        return options.json
          ? texts.map((text) => `${JSON.stringify(JSON.parse(text))}\n`).join('')
          : texts.join('\n');
      });
      print(shown);
    });
}

function sendersOf(list: readonly Uint8Array[]): number[] {
  return list.map((bytes) => openEnvelope(bytes, MAX_RECORD_BYTES).sender);
}

function partText(part: PlannedPart): string {
  return `${part.index + 1} of ${partCount(part)} of a vector of ${part.totalLength} coordinates`;
}

function nameOf({ roster }: OpenedRecord, sender: number): string {
  return roster.entries[sender]?.name ?? `unknown client ${sender}`;
}

function asText(record: OpenedRecord, bytes: Uint8Array): string {
  const { session, body } = record;
  const { coordinatorKey, rosterDigest, modelDigest, layoutDigest, ...others } = session.parameters;
  return lines(
    ...sessionLines(session),
    ...table([
      ['coordinator', toHex(coordinatorKey)],
      ['roster', toHex(rosterDigest)],
      ['model', toHex(modelDigest)],
      ['layout', layoutDigest ? toHex(layoutDigest) : 'none'],
      ...(others.part ? [['part', partText(others.part)]] : []),
      ['rows', `${session.rows} of ${others.rowLength}, slots of ${others.slotBits} bits`],
      [
        'included',
        sendersOf(body.commits)
          .map((id) => nameOf(record, id))
          .join(', '),
      ],
      [
        'confirmed by',
        sendersOf(body.confirms)
          .map((id) => nameOf(record, id))
          .join(', '),
      ],
      ['size', bytesText(bytes.length)],
      ['SHA-256', toHex(sha256(bytes))],
    ]),
    'nothing here was checked: run verify-aggregate',
  );
}

function asJson(record: OpenedRecord, bytes: Uint8Array): string {
  const { session, body, roster } = record;
  const { nonce, modelDigest, layoutDigest, rosterDigest, coordinatorKey, ...rest } =
    session.parameters;
  const content = {
    checked: false,
    session: {
      digest: toHex(session.digest),
      ...rest,
      nonce: toHex(nonce),
      modelDigest: toHex(modelDigest),
      layoutDigest: layoutDigest && toHex(layoutDigest),
      rosterDigest: toHex(rosterDigest),
      coordinatorKey: toHex(coordinatorKey),
      proofs: proofsJson(session),
    },
    roster: roster.entries.map(({ name, key }) => ({ name, key: key.toHex() })),
    included: sendersOf(body.commits),
    confirmedBy: sendersOf(body.confirms),
    bytes: bytes.length,
    sha256: toHex(sha256(bytes)),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
