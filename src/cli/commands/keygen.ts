import { Command } from 'commander';
import { systemRandom } from '../../crypto/random.ts';
import { generateIdentity } from '../../crypto/signing.ts';
import { requireAbsent } from '../files/files.ts';
import { writeIdentity } from '../files/identityFile.ts';
import { print } from '../output.ts';

/** `veilsum keygen FILE…`: creates identities. */
export function keygenCommand(): Command {
  return new Command('keygen')
    .description('Create an identity in each file: an Ed25519 key pair, which only you can read')
    .argument('<file...>', 'where to write one')
    .option('--force', 'overwrite an existing file')
    .option('--json', 'print each public key as JSON, one in a line')
    .action(async (files: readonly string[], options: { force?: true; json?: true }) => {
      await requireAbsent(files, options.force ?? false);
      for (const file of files) {
        const identity = generateIdentity(systemRandom);
        await writeIdentity(file, identity);
        const publicKey = identity.publicKey.toHex();
        const named = files.length > 1 ? `${file}: ` : '';
        print(
          options.json
            ? `${JSON.stringify({ file, publicKey })}\n`
            : `${named}public key ${publicKey}\n`,
        );
      }
    });
}
