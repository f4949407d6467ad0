import type { CheckName } from '../../session/checks.ts';
import { includedCodec, unmaskingCodec } from '../../wire/bodies/coordinator.ts';
import { fromBytes } from '../../wire/codec.ts';
import { WireError } from '../../wire/errors.ts';
import type { Report } from '../verify.ts';
import { verifyAggregate } from '../verify.ts';
import { partBy, type Rule } from './offence.ts';

/** An announced set and a request for mask secrets that overlap: both secrets of one client would be known. */
export const contradictoryRequest: Rule = (exhibit) => {
  const { clients } = exhibit.session.parameters;
  const [included, unmasking] = [partBy(exhibit, 'included'), partBy(exhibit, 'unmasking')];
  if (!included || !unmasking) return undefined;
  const announced = fromBytes(
    includedCodec(clients),
    included.body,
    included.body.length,
    'included',
  );
  const { dropped } = fromBytes(
    unmaskingCodec(clients),
    unmasking.body,
    unmasking.body.length,
    'unmasking',
  );
  const both = announced.included.find(({ client }) => dropped.includes(client));
  return (
    both && {
      offence: 'contradictory-request',
      culprit: 'coordinator',
      detail: `client ${both.client} is named as included and as dropped`,
    }
  );
};

/** A signed record that fails a check which an honest coordinator has made itself. */
export const falseRecord: Rule = async (exhibit) => {
  const part = partBy(exhibit, 'record');
  if (!part) return undefined;
  const { session, roster, kernel, checker } = exhibit;
  let report: Report;
  try {
    const policy = { rosterDigest: session.parameters.rosterDigest, roster };
    report = await verifyAggregate(part.bytes, policy, kernel, { checker });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { offence: 'false-record', culprit: 'coordinator', detail: error.message };
  }
  const failed = report.checks.find(
    ({ check, verdict }) => verdict === 'failed' && isItsOwn(check),
  );
  return (
    failed && {
      offence: 'false-record',
      culprit: 'coordinator',
      detail: `${failed.check}: ${failed.detail}`,
    }
  );
};

/** Whether a check is of the record alone, and not of what the judge wants or has at hand. */
function isItsOwn(check: CheckName): boolean {
  return !check.startsWith('policy-') && !['mine', 'proof', 'proof-key'].includes(check);
}
