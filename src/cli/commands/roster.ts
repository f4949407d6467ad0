import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireAbsent } from '../files/files.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readRoster, rosterJson, rosterOf, writeRoster } from '../files/rosterFile.ts';
import type { Roster } from '../../session/roster.ts';
import { print } from '../output.ts';
import { lines, table } from '../render.ts';

/** `veilsum roster build|show`: builds and prints rosters. */
export function rosterCommand(): Command {
  const roster = new Command('roster').description(
    'Build and print rosters: who may take part, under one digest',
  );
  roster
    .command('build')
    .description('Build a roster of clients, in the order in which they are given')
    .argument(
      '<client...>',
      'NAME=PUBLICKEY (hexadecimal), or an identity file, whose name becomes the client’s',
    )
    .requiredOption('--out <file>', 'where to write it')
    .option('--force', 'overwrite an existing file')
    .action(build);
  roster
    .command('show')
    .description('Print a roster and its digest, which is what to compare with others')
    .argument('<file>', 'a roster file')
    .option('--json', 'print it as JSON')
    .action(async (file: string, options: { json?: true }) => {
      const shown = await readRoster(file);
      print(options.json ? rosterJson(shown) : rosterText(shown));
    });
  return roster;
}

async function build(
  clients: readonly string[],
  options: { out: string; force?: true },
): Promise<void> {
  await requireAbsent([options.out], options.force ?? false);
  const entries = await Promise.all(clients.map(entryOf));
  const roster = await rosterOf(options.out, entries);
  await writeRoster(options.out, roster);
  print(rosterText(roster));
}

async function entryOf(client: string): Promise<{ name: string; key: string }> {
  const named = /^([^=]+)=([0-9a-fA-F]{64})$/.exec(client);
  if (named) return { name: named[1]!.normalize('NFC'), key: named[2]! };
  if (client.includes('=')) {
    throw new CommandError(
      EXIT.usage,
      `${client}: write NAME=KEY with the key’s 64 hexadecimal digits`,
    );
  }
  const { publicKey } = await readIdentity(client);
  // Some file systems decompose accented letters.
  const name = basename(client, extname(client)).normalize('NFC');
  return { name, key: publicKey.toHex() };
}

function rosterText(roster: Roster): string {
  const rows = roster.entries.map(({ name, key }, i) => [String(i), name, key.toHex()]);
  return lines(...table(rows), `digest ${toHex(roster.digest)}`);
}
