import { recordPolicy } from '../../record/policy.ts';
import { verifyUnder } from '../../record/verify.ts';
import { layoutDigest } from '../../session/layout/index.ts';
import { tightenedPolicy } from '../../session/tightenedPolicy.ts';
import { checkNumber } from '../../session/checks/table.ts';
import { WireError } from '../../wire/errors.ts';
import { AgentError } from './agentError.ts';
import type { VerifyRequest } from './requests.ts';
import { sessionResult } from './sessionResult.ts';
import { sumResult } from './sumResult.ts';
import type { Answer, Work } from './work.ts';

/** Verifies a record under the participant's policy, but for the model that the policy names: the record may be of any round. */
export async function verify(
  { party }: Work,
  { task, round, layout }: VerifyRequest,
  frames: ReadonlyMap<string, Uint8Array>,
): Promise<Answer> {
  const record = frames.get('record');
  if (!record) throw new AgentError('bad-request', 'verify is followed by a frame "record"');
  const { checks, roster, kernel, checker, policy } = party;
  const asked = tightenedPolicy(
    checks,
    policy,
    layout ? { layoutDigest: layoutDigest(layout) } : {},
  );
  const required = recordPolicy({ ...asked, modelDigest: undefined });
  const expectMine = frames.get('receipt');
  const wanted = { ...required, roster, task, round, expectMine };
  const report = await verifyUnder(checks, record, wanted, kernel, { checker }).catch(
    (error: unknown) => {
      if (!(error instanceof WireError)) throw error;
      const { code, message } = error;
      throw new WireError(
        code,
        `these bytes are not a record, or one that was damaged: ${message}`,
      );
    },
  );
  const lines = report.checks.map((line) => ({ number: checkNumber(line.check), ...line }));
  if (!report.valid) {
    return { result: { ...sessionResult(report.session), valid: false, checks: lines } };
  }
  const { result, values } = await sumResult(report, record, layout);
  return { result: { ...result, valid: true, checks: lines }, frames: [values] };
}
