import { type Command, InvalidArgumentError, Option } from 'commander';
import type { VerifierPolicy } from '../../record/policy.ts';
import type { EncodingPolicy } from '../../session/encodingPolicy.ts';
import type { PinnedNumber } from '../../session/pinned.ts';
import { SCHEME_NAMES } from '../../session/schemePolicy.ts';
import { CommandError, EXIT } from '../exitCodes.ts';

/** Options with which a verifier pins the meaning of a sum. */
export interface MeaningOptions {
  readonly bound?: PinnedNumber;
  readonly encoding?: 'integer' | 'sum' | 'mean' | 'weighted-mean';
  readonly clip?: PinnedNumber;
  readonly maxWeight?: PinnedNumber;
  readonly length?: PinnedNumber;
  readonly rowLength?: PinnedNumber;
  readonly scheme?: string;
}

/** Adds these options to a command. */
export function withMeaning(command: Command): Command {
  return command
    .option(
      '--bound <B>',
      'require this bound of a coordinate, or one within MIN..MAX',
      pinnedCount,
    )
    .addOption(
      new Option('--encoding <kind>', 'require this encoding of numbers').choices([
        'integer',
        'sum',
        'mean',
        'weighted-mean',
      ]),
    )
    .option(
      '--clip <c>',
      'with --encoding: require this clip, or one within MIN..MAX',
      pinnedPositive,
    )
    .option(
      '--max-weight <w>',
      'with --encoding weighted-mean: require this greatest weight, or one within MIN..MAX',
      pinnedCount,
    )
    .option('--length <d>', 'require vectors of this length, or one within MIN..MAX', pinnedCount)
    .option('--row-length <c>', 'require rows of this length, or one within MIN..MAX', pinnedCount)
    .addOption(
      new Option('--scheme <name>', 'require this aggregation scheme').choices(SCHEME_NAMES),
    );
}

/**
 * The part of a verifier's policy that these options give.
 *
 * @throws CommandError for a clip or a weight without an encoding that has one, which would have no
 *   effect
 */
export function meaningDemanded({
  encoding,
  clip,
  maxWeight,
  bound,
  length,
  rowLength,
  scheme,
}: MeaningOptions): Pick<
  VerifierPolicy,
  'bound' | 'encoding' | 'length' | 'rowLength' | 'schemes'
> {
  if (clip !== undefined && (encoding === undefined || encoding === 'integer')) {
    throw new CommandError(EXIT.usage, '--clip needs --encoding sum, mean or weighted-mean');
  }
  if (maxWeight !== undefined && encoding !== 'weighted-mean') {
    throw new CommandError(EXIT.usage, '--max-weight needs --encoding weighted-mean');
  }
  return {
    bound,
    length,
    rowLength,
    encoding: encoding && policyOf(encoding, clip, maxWeight),
    ...(scheme !== undefined && { schemes: [scheme] }),
  };
}

function policyOf(
  encoding: NonNullable<MeaningOptions['encoding']>,
  clip: PinnedNumber | undefined,
  maxWeight: PinnedNumber | undefined,
): EncodingPolicy {
  switch (encoding) {
    case 'integer':
      return { kind: 'integer' };
    case 'sum':
    case 'mean':
      return { kind: 'fixed-point', clip, average: encoding };
    case 'weighted-mean':
      return { kind: 'weighted-mean', clip, maxWeight };
  }
}

function pinnedCount(text: string): PinnedNumber {
  return pinnedIn(
    text,
    (end) => (/^[1-9]\d{0,15}$/.test(end) ? Number(end) : NaN),
    'whole numbers',
  );
}

function pinnedPositive(text: string): PinnedNumber {
  const number = (end: string): number => (end.trim() === '' ? NaN : Number(end));
  return pinnedIn(text, number, 'numbers');
}

function pinnedIn(text: string, number: (end: string) => number, what: string): PinnedNumber {
  const [min = NaN, max, ...more] = text.split('..').map(number);
  const fits =
    more.length === 0 &&
    [min, max ?? min].every((end) => end > 0 && Number.isFinite(end)) &&
    (max === undefined || min <= max);
  if (fits) return max === undefined ? min : { min, max };
  throw new InvalidArgumentError(`write a number above 0, or two ${what} as MIN..MAX.`);
}
