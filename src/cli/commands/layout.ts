import { Command, InvalidArgumentError } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { layoutArgument, layoutDigest } from '../../session/layout/index.ts';
import { UsageError } from '../../usage/usageError.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { print } from '../output.ts';
import { readVectorFile } from '../vectors/index.ts';

interface LayoutOptions {
  readonly clip?: ReadonlyMap<string, number>;
  readonly digest?: true;
}

/** `veilsum layout FILE`: prints the layout of the tensors in a file. */
export function layoutCommand(): Command {
  return new Command('layout')
    .description(
      'Print the layout of the tensors in a file, for a task file and for the option --layout of other commands',
    )
    .argument('<file>', '.npz or .safetensors, such as a model: its values do not matter')
    .option(
      '--clip <name=clip>',
      'clip the values of one tensor to ±clip, instead of the encoding’s; repeatable',
      clipOption,
    )
    .option('--digest', 'print its digest, for --layout-digest and for policies')
    .action(async (file: string, { clip = new Map<string, number>(), digest }: LayoutOptions) => {
      const { layout } = await readVectorFile(file);
      if (!layout) {
        throw new CommandError(
          EXIT.usage,
          `${file}: has no names of tensors: give a .npz or .safetensors file`,
        );
      }
      const unknown = [...clip.keys()].find((name) => !layout.some((t) => t.name === name));
      if (unknown !== undefined) {
        throw new CommandError(
          EXIT.usage,
          `--clip names ${JSON.stringify(unknown)}, and ${file} has no such tensor`,
        );
      }
      const clipped = withClips(layout, clip);
      print(
        digest
          ? `${toHex(layoutDigest(clipped))}\n`
          : `[\n${clipped.map((tensor) => `  ${JSON.stringify(tensor)}`).join(',\n')}\n]\n`,
      );
    });
}

function withClips(
  layout: NonNullable<Awaited<ReturnType<typeof readVectorFile>>['layout']>,
  clips: ReadonlyMap<string, number>,
): typeof layout {
  const clipped = layout.map((tensor) =>
    clips.has(tensor.name) ? { ...tensor, clip: clips.get(tensor.name) } : tensor,
  );
  try {
    return layoutArgument(clipped, '--clip');
  } catch (error) {
    if (error instanceof UsageError) throw new CommandError(EXIT.usage, error.message);
    throw error;
  }
}

/** Parses `NAME=CLIP`, and adds it to the earlier ones. A name may contain equals signs. */
function clipOption(
  text: string,
  before: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> {
  const at = text.lastIndexOf('=');
  const clip = at < 1 || at === text.length - 1 ? NaN : Number(text.slice(at + 1));
  if (!(clip > 0)) throw new InvalidArgumentError('write NAME=CLIP, such as bias=0.1.');
  return new Map([...(before ?? []), [text.slice(0, at), clip]]);
}
