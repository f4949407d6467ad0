import { type Accusation, accusationsBytes } from '../messages/accusations.ts';
import { advertisedIn, envelopeIn } from '../messages/collected.ts';
import { judgeAccusation, type AccusationVerdict } from '../schemes/accusation.ts';
import { accusationEvidence } from '../schemes/accusationEvidence.ts';
import type { Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { schemeBodyOf } from './share.ts';
import type { CommitContents } from './states.ts';
import { sortedByClient } from './submissions.ts';

/** The result of deciding the accusations. */
export interface SettledAccusations {
  /** A rejection for each dealer that is convicted, and for each client that accused one falsely. */
  readonly rejections: readonly Rejection[];
  /** Who holds nothing of a dealer, as it accused it. */
  readonly accusers: ReadonlyMap<ClientId, ReadonlySet<ClientId>>;
}

/**
 * Decides all accusations as phase 2 closes, before anything is fixed. Dealers that are convicted are left out, and so are clients
 * that accuse falsely: a client's accusations are read up to its first false one. One true accusation convicts a dealer, and further
 * ones are not looked into: each decision costs somebody its place, so there are at most n of them.
 */
export async function settleAccusations(contents: CommitContents): Promise<SettledAccusations> {
  const { submissions } = contents;
  const rejections: Rejection[] = [];
  const accusers = new Map<ClientId, Set<ClientId>>();
  for (const [accuser, { signed, contents: read }] of sortedByClient(submissions)) {
    for (const accusation of read.accusations) {
      const dealer = accusation.dealer as ClientId;
      const known = accusers.get(dealer);
      if (known) {
        known.add(accuser);
        continue;
      }
      const verdict = await verdictOn(contents, accuser, accusation);
      if (verdict.kind !== 'dealer') {
        rejections.push(
          await falseAccusation(contents, signed.bytes, accuser, accusation, verdict),
        );
        break;
      }
      accusers.set(dealer, new Set([accuser]));
      rejections.push(await badDealing(contents, accuser, accusation, verdict.fault));
    }
  }
  return { rejections, accusers };
}

/** Who lied; whom nobody dealt anything, or who accuses itself, does. */
async function verdictOn(
  contents: CommitContents,
  accuser: ClientId,
  accusation: Accusation,
): Promise<AccusationVerdict> {
  const { context, dealings, advertised, keyTranscript } = contents;
  const { kernel, session, scheme, checks } = context;
  const dealer = accusation.dealer as ClientId;
  if (!dealings.has(dealer) || dealer === accuser) {
    return { kind: 'accuser', fault: `client ${dealer} dealt it nothing` };
  }
  // Without the check everyone's word is taken.
  if (!checks.isOn('accusation-true')) return { kind: 'dealer', fault: 'is said to be bad' };
  return judgeAccusation(kernel, session, scheme.judgeDealing, {
    accuser,
    accusation,
    transcriptHash: keyTranscript,
    advertised: advertisedIn(session, advertised),
    schemeBody: schemeBodyOf(session, envelopeIn(contents, 'shared', dealer)),
    dealt: await dealtBy(contents, dealer, accuser),
  });
}

async function badDealing(
  contents: CommitContents,
  accuser: ClientId,
  accusation: Accusation,
  fault: string,
): Promise<Rejection> {
  const { advertised } = contents;
  const dealer = accusation.dealer as ClientId;
  return {
    kind: 'rejection',
    code: contents.context.scheme.dealingCheck,
    message: `client ${dealer} is left out, as its box for client ${accuser} ${fault}`,
    culprit: dealer,
    evidence: [envelopeIn(contents, 'shared', dealer), advertised],
    attachment: await attachmentOf(contents, accuser, accusation, [accusation]),
  };
}

async function falseAccusation(
  contents: CommitContents,
  commit: Uint8Array,
  accuser: ClientId,
  accusation: Accusation,
  verdict: AccusationVerdict,
): Promise<Rejection> {
  const { shared, advertised, submissions } = contents;
  const fault = 'fault' in verdict ? verdict.fault : 'nothing shows it';
  return {
    kind: 'rejection',
    code: 'accusation-true',
    message: `client ${accuser} is left out, as it accused client ${accusation.dealer} falsely: ${fault}`,
    culprit: accuser,
    evidence: [commit, shared, advertised],
    attachment: await attachmentOf(
      contents,
      accuser,
      accusation,
      submissions.get(accuser)!.contents.accusations,
    ),
  };
}

async function attachmentOf(
  contents: CommitContents,
  accuser: ClientId,
  { dealer }: Accusation,
  accusations: readonly Accusation[],
): Promise<Uint8Array> {
  const { session, roster } = contents.context;
  return accusationEvidence(session, {
    accuser,
    dealer,
    accusations: accusationsBytes(roster.size, accusations),
    dealt: await dealtBy(contents, dealer as ClientId, accuser),
  });
}

/** What a dealer dealt to a client; nothing if it dealt nothing. */
async function dealtBy(
  contents: CommitContents,
  dealer: ClientId,
  to: ClientId,
): Promise<Uint8Array> {
  const { context, dealings } = contents;
  if (!dealings.has(dealer)) return new Uint8Array(0);
  return context.scheme.dealtTo(to, contents, [[dealer, dealings.get(dealer)]]);
}
