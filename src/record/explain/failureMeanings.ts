import type { NumberedCheck } from '../../session/checks/table.ts';

/**
 * What it means that one of the verifier's checks failed, for a reader of the report who need not
 * know the protocol. In the order of the checks' numbers.
 */
export const FAILURE_MEANINGS: Readonly<Record<NumberedCheck, string>> = {
  parameters:
    'The session is not one that the protocol allows. Honest clients do not take part in it, and its sum may have overflowed.',
  'thresholds-safe':
    'The thresholds do not protect the inputs: a few corrupt clients, together with the coordinator, could have learnt single inputs or confirmed two different lists.',
  'thresholds-live':
    'The session promises to survive more dropouts than its thresholds allow. The sum is not affected, but the session is not one that the protocol allows.',
  'roster-entries':
    'The list of clients in the record is not the one that the session was opened with, or the coordinator is on it. So nobody can say whose signatures count.',
  'policy-roster':
    'The record is about other clients than the roster that you trust. You may have the roster of another session, or somebody else made this record.',
  'policy-coordinator': 'Another coordinator than the one that you named ran this session.',
  'policy-task':
    'This is the record of another task or round. It may be an older record that is shown as the new one.',
  'policy-model':
    'The inputs were computed from another model than yours, so the sum does not fit your model.',
  'policy-clients':
    'Fewer inputs or clients than you asked for. The fewer inputs a sum covers, the more it reveals about each, and the more weight each has.',
  'policy-corrupt':
    'The session withstands fewer corrupt clients than you expect. If there are as many as you expect, inputs may not have stayed private.',
  'policy-proofs':
    'The session limited inputs less strictly than you require, or fewer people checked the limits. A malicious client may have sent any vector.',
  'coordinator-signature':
    'The coordinator did not sign this record as it is now. It was altered or damaged after it was published, or somebody else made it: fetch it again from the coordinator.',
  'well-formed':
    'A client’s message in the record is not written in the one form that is allowed, so it was altered or damaged.',
  'session-bound':
    'A message was signed for another session. It may have been copied from another round into this record.',
  'phase-bound':
    'A message was signed for another purpose than the one it is used for here, or by another sender.',
  'client-signature':
    'A client did not sign what the record says that it sent. The message was altered or made up.',
  'senders-distinct':
    'A client is listed twice or out of order, so one client could count more than once.',
  'confirm-quorum':
    'Too few clients confirmed this list of inputs. Other clients may have confirmed another list, and then several sums exist.',
  commitments:
    'A commitment in the record is not a valid one, so nothing can be concluded from it about the sum.',
  'commitment-fixed':
    'A commitment was replaced after the clients had seen those of others. Its sender could have cancelled them and chosen the sum.',
  mine: 'Your input, as you sent it, is not in this record. It was left out or replaced, or the receipt is from another session.',
  'sum-range': 'The sum has values that no inputs within the limits can add up to.',
  opening:
    'The sum is not the sum of the inputs that the listed clients committed to: it was changed, or an input was left out, added or counted twice.',
  'proof-setup':
    'The keys of the range proofs cannot be trusted or are not the ones that you named. Somebody may be able to forge proofs under them.',
  proof:
    'A client did not prove that its input is within the limits, so it may have sent any vector.',
  'policy-bound':
    'The limit of a single value is not one that you accept. A large limit lets one client dominate the sum, and a small one distorts inputs.',
  'policy-encoding':
    'The numbers were clipped, scaled or weighted in another way than you require, so the sum means something else.',
  'policy-shape':
    'The vectors have another length than you require, so the sum is about something else.',
  'policy-scheme':
    'The session ran under another aggregation scheme than you accept. Its guarantees may be weaker than those that you rely on.',
  'policy-layout':
    'The inputs are made of other tensors than you named, or in other units, so the sum means something else.',
  'parts-complete':
    'The record is one part of a longer vector, or the parts do not belong together: verify the file with all parts of one plan.',
  'parts-same':
    'Different clients are included in different parts, so the parts together are not the sum over one set of inputs.',
};
