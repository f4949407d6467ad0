import { Command } from 'commander';
import { systemRandom } from '../../crypto/random.ts';
import { generateIdentity } from '../../crypto/signing.ts';
import { requireAbsent } from '../files/files.ts';
import { writeIdentity } from '../files/identityFile.ts';
import { print } from '../output.ts';

/** `veilsum keygen FILE`: creates an identity. */
export function keygenCommand(): Command {
  return new Command('keygen')
    .description('Create an identity: an Ed25519 key pair, in a file that only you can read')
    .argument('<file>', 'where to write it')
    .option('--force', 'overwrite an existing file')
    .option('--json', 'print the public key as JSON')
    .action(async (file: string, options: { force?: true; json?: true }) => {
      await requireAbsent([file], options.force ?? false);
      const identity = generateIdentity(systemRandom);
      await writeIdentity(file, identity);
      const publicKey = identity.publicKey.toHex();
      print(
        options.json ? `${JSON.stringify({ file, publicKey })}\n` : `public key ${publicKey}\n`,
      );
    });
}
