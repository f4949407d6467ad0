import { ELEMENT_BYTES, type Kernel } from '../kernel/kernel.ts';
import { sumBytesPerCoordinate } from '../session/slots.ts';
import type { Commits } from './envelopeChecks.ts';
import { opensCommitments, outOfRange } from './opening.ts';
import type { OpenedRecord } from './record.ts';
import type { ReportLines } from './report.ts';
import { sumFromBytes } from './sumBytes.ts';

const NOT_MADE = 'not made, because an earlier check failed';

/**
 * Checks the range of the sum, and that it opens the included commitments. If there are no usable
 * commitments, both checks are reported as not applicable.
 *
 * @returns the sum, or `undefined` if it cannot be decoded
 */
export async function checkSum(
  lines: ReportLines,
  { session, body }: OpenedRecord,
  commits: Commits | undefined,
  kernel: Kernel,
): Promise<Float64Array | undefined> {
  if (commits === undefined) {
    lines.skipped('sum-range', NOT_MADE);
    lines.skipped('opening', NOT_MADE);
    return undefined;
  }
  const { included, root, commitments } = commits;
  const { length } = session.parameters;
  const width = sumBytesPerCoordinate(session.layout);
  const { sum: bytes, blinders } = body;
  const sized =
    bytes.length === length * width &&
    blinders.length === session.rows * ELEMENT_BYTES &&
    kernel.areCanonical(blinders);
  const sum = sized ? sumFromBytes(bytes, width) : undefined;
  if (sum === undefined) {
    lines.made('sum-range', 'the sum or its blinders have the wrong length, or are not canonical');
    lines.skipped('opening', NOT_MADE);
    return undefined;
  }
  const outside = outOfRange(session, included.length, sum);
  lines.made(
    'sum-range',
    outside < 0
      ? undefined
      : `coordinate ${outside} of the sum is ${sum[outside]}, beyond ${included.length} inputs within ±${session.parameters.bound}`,
  );
  const opens = await opensCommitments(kernel, session, { root, commitments, sum, blinders });
  lines.made(
    'opening',
    opens ? undefined : 'the sum does not open the sum of the listed commitments',
  );
  return sum;
}
