import { Command } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { MAX_RECORD_BYTES, openRecord, type OpenedRecord } from '../../record/record.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { naming } from '../files/files.ts';
import { print } from '../output.ts';
import { bytesText, lines, proofsJson, sessionLines, table } from '../render.ts';
import { readBounded } from '../vectors/readBounded.ts';

/** `veilsum inspect RECORD`: prints the contents of a record without verifying it. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description(
      'Print the contents of a record, without checking anything (verify-aggregate does that)',
    )
    .argument('<record>', 'the record’s file')
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: { json?: true }) => {
      const bytes = await readBounded(path, MAX_RECORD_BYTES);
      const shown = await naming(path, bytes, () => {
        const record = openRecord(bytes);
        return options.json ? asJson(record, bytes) : asText(record, bytes);
      });
      print(shown);
    });
}

function sendersOf(list: readonly Uint8Array[]): number[] {
  return list.map((bytes) => openEnvelope(bytes, MAX_RECORD_BYTES).sender);
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
