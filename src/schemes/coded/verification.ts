/** What the coordinator verifies in batches as phases end: code words, links, and sums of symbols. */
import { deriveGenerators } from '../../crypto/generators.ts';
import { systemRandom } from '../../crypto/random.ts';
import { envelopeIn } from '../../messages/collected.ts';
import { openingGenerators } from '../../proofs/planes/opening/basis.ts';
import type { Rejection } from '../../session/outcome.ts';
import type {
  AcceptedAnswers,
  Advertised,
  Agreed,
  ConcealedPayload,
  Dealt,
  DealtShare,
  LinkedPayload,
} from '../coordinator.ts';
import { offTheCode } from '../coding/dualCode.ts';
import { linkColumns } from '../coding/link/steps.ts';
import { type ReadClaim, readClaim, verifyRead } from '../coding/link/verify.ts';
import { unopened } from '../coding/symbols.ts';
import type { OpenSymbol } from './answer.ts';
import { type Dealing, shownDealing } from './dealing.ts';
import { linkEvidence, wrongAnswerEvidence } from './shown.ts';
import { symbolSizes } from './demand.ts';
import { codeOf, linkSettingOf } from './setting.ts';

/** Rejections of dealings whose points are not commitments to a code word. */
export async function brokenCodes(
  { context, schemeKeys }: Advertised,
  dealt: readonly DealtShare<Dealing>[],
): Promise<readonly Rejection[]> {
  const { session, kernel, checks } = context;
  if (!checks.isOn('symbol-code')) return [];
  const holders = [...schemeKeys.keys()];
  const onCurve = dealt.filter(({ dealing }) => kernel.areOnCurve(dealing.points));
  const points = onCurve.map(({ dealing }) => dealing.points);
  const off = await offTheCode(codeOf(session), holders, points, systemRandom);
  const faulty = [
    ...dealt.filter((one) => !onCurve.includes(one)),
    ...off.map((index) => onCurve[index]!),
  ];
  return faulty.map(({ signed, dealing }) => ({
    kind: 'rejection',
    code: 'symbol-code',
    message: `client ${signed.client} is left out, as its points are not commitments to a code word`,
    culprit: signed.client,
    evidence: [signed.bytes],
    attachment: shownDealing(session, holders, dealing),
  }));
}

/** Reads what a link says of a payload, so that the payload need not be kept. */
export async function readPayload(
  { context: { session, kernel, checks }, dealings, schemeKeys }: Dealt<Dealing>,
  { signed: { client }, commitments, payload, proof }: ConcealedPayload,
): Promise<ReadClaim | undefined> {
  if (!checks.isOn('payload-linked')) return undefined;
  const setting = linkSettingOf(session, [...schemeKeys.keys()]);
  const { root, points } = dealings.get(client)!;
  // The proof is copied: it would keep the whole message in memory.
  const claim = { client, dealing: root, commitments, points, payload, proof: proof.slice() };
  return readClaim(kernel, setting, claim);
}

/** Rejections of payloads that are not the committed input plus the committed mask. */
export async function unlinkedPayloads(
  phase: Dealt<Dealing>,
  payloads: readonly LinkedPayload[],
): Promise<readonly Rejection[]> {
  const { context, dealings, schemeKeys } = phase;
  const { session, kernel, checks } = context;
  if (!checks.isOn('payload-linked')) return [];
  const holders = [...schemeKeys.keys()];
  const setting = linkSettingOf(session, holders);
  const generators = await openingGenerators(kernel, linkColumns(setting));
  const claims = payloads.map(({ read }) => read as ReadClaim);
  const verdicts = await verifyRead(kernel, generators, setting, claims, systemRandom);
  const rejections: Rejection[] = [];
  for (const [i, { signed, commitments, concealed }] of payloads.entries()) {
    const problem = verdicts[i];
    if (problem === undefined) continue;
    const { client } = signed;
    const shown = shownDealing(session, holders, dealings.get(client)!);
    rejections.push({
      kind: 'rejection',
      code: 'payload-linked',
      message: `client ${client} is left out: ${problem}`,
      culprit: client,
      evidence: [signed.bytes, envelopeIn(phase, 'shared', client)],
      attachment: linkEvidence(session, { commitments, concealed: await concealed(), shown }),
    });
  }
  return rejections;
}

/** Rejections of answers that are not the sums of the symbols that their holders accepted. */
export async function wrongSums(
  phase: Agreed<Dealing>,
  answers: AcceptedAnswers<OpenSymbol>,
): Promise<readonly Rejection[]> {
  const { context, dealings, included, schemeKeys } = phase;
  const { session, kernel, checks } = context;
  if (!checks.isOn('answer-opens') || answers.size === 0) return [];
  const shape = codeOf(session);
  const size = symbolSizes(shape).points;
  const sums = kernel.sumPoints(
    Array.from(included.keys(), (dealer) => dealings.get(dealer)!.points),
  );
  const holders = [...schemeKeys.keys()];
  const list = [...answers];
  const opened = list.map(([holder, { contents }]) => {
    const index = holders.indexOf(holder);
    return { ...contents, points: sums.subarray(index * size, (index + 1) * size) };
  });
  const generators = await deriveGenerators(kernel, shape.columns);
  const wrong = await unopened(kernel, shape, generators, opened, systemRandom);
  return wrong.map((index) => {
    const [holder, { signed, contents }] = list[index]!;
    return {
      kind: 'rejection',
      code: 'answer-opens',
      message: `client ${holder} answered with another sum than that of the symbols that it holds`,
      culprit: holder,
      ...wrongAnswerEvidence(phase, signed.bytes, holder, contents),
    };
  });
}
