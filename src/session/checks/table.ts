/** Who makes a check: a party of the protocol, or what serves it over HTTP and keeps what it must not forget. */
export type Checker = 'client' | 'coordinator' | 'verifier' | 'participant' | 'service';

/** What one check is for. */
export interface CheckEntry {
  /** The number that the specification gives to a check of the verifier: 1 for V01. Others have none. */
  readonly number?: number;
  /** Who makes it. */
  readonly by: readonly Checker[];
  /** What it demands, as a sentence that is true when the check holds. */
  readonly demands: string;
  /** What would succeed without it. */
  readonly stops: string;
}

const TABLE = {
  parameters: {
    number: 1,
    by: ['client', 'verifier'],
    demands: 'the session’s parameters are well formed and every sum fits its slot',
    stops: 'sums that overflow into a neighbour’s slot, and sizes that exhaust memory',
  },
  'thresholds-safe': {
    number: 2,
    by: ['client', 'verifier'],
    demands: '2t > n + n_C and t − n_C ≥ 2',
    stops:
      'two groups that are told different things, one rebuilding mask secrets, the other seeds',
  },
  'thresholds-live': {
    number: 3,
    by: ['client', 'verifier'],
    demands: 't ≤ n − the dropouts that the session promises to survive',
    stops: 'sessions that a single dropout ends, so that they are run again and again',
  },
  'policy-clients': {
    number: 9,
    by: ['client', 'verifier'],
    demands: 'at least as many clients take part (or are included) as the policy asks for',
    stops:
      'sums over so few inputs that they give an input away, and records of three owned clients',
  },
  'policy-threshold': {
    by: ['client'],
    demands: 'the threshold is at least the policy’s',
    stops: 'sessions that few clients can unmask',
  },
  'policy-corrupt': {
    number: 10,
    by: ['client', 'verifier'],
    demands: 'the thresholds survive as many corrupt clients as the policy asks for',
    stops: 'thresholds that hold only against fewer colluding clients than are expected',
  },
  'policy-roster': {
    number: 5,
    by: ['client', 'verifier'],
    demands: 'the roster’s digest is the pinned one',
    stops: 'rosters full of identities that the coordinator made up',
  },
  'policy-coordinator': {
    number: 6,
    by: ['client', 'verifier'],
    demands: 'the coordinator’s key is the pinned one',
    stops: 'another server that collects inputs in the coordinator’s name',
  },
  'policy-task': {
    number: 7,
    by: ['client', 'verifier'],
    demands: 'the session is of the task and the round that were asked for',
    stops:
      'sessions under another name than their own, and an old record, or one of another task, shown as the new one',
  },
  'policy-model': {
    number: 8,
    by: ['client', 'verifier'],
    demands: 'the session’s model digest is the digest of the model at hand',
    stops: 'different models for different clients, so that one update stands out in the sum',
  },
  'policy-bound': {
    number: 26,
    by: ['client', 'verifier'],
    demands: 'the bound B lies between the policy’s least and greatest',
    stops: 'bounds so small that inputs are distorted, or so large that one client rules the sum',
  },
  'policy-encoding': {
    number: 27,
    by: ['client', 'verifier'],
    demands: 'the encoding, its clip and its greatest weight are those that the policy takes',
    stops:
      'clips far above all inputs but one, and weights beside which all others vanish, so that one input is what the sum shows',
  },
  'policy-shape': {
    number: 28,
    by: ['client', 'verifier'],
    demands: 'vectors and rows have the lengths that the policy takes',
    stops:
      'vectors so fine that everybody stands alone in a coordinate, and sizes that exhaust memory',
  },
  'policy-proofs': {
    number: 11,
    by: ['client', 'verifier'],
    demands: 'the session asks for proofs as strong as the policy does, checked by as many',
    stops: 'sessions and records in which nothing bounds a single input',
  },
  ledger: {
    by: ['client'],
    demands: 'this client never took part in this task and round',
    stops: 'a round that is run again without one client, whose input is then the difference',
  },
  'input-once': {
    by: ['client'],
    demands: 'this client sent nothing before that its source of data says of the same epoch',
    stops: 'one input in two sums over different clients, whose difference gives it away',
  },
  'journal-head': {
    by: ['participant'],
    demands: 'a participant’s notes are all that it has noted, and where it noted them',
    stops: 'a damaged or restored file that lets a participant answer once more what it answered',
  },
  'store-head': {
    by: ['service'],
    demands: 'the store holds every event that something followed from, and no copy of it does',
    stops: 'a damaged or restored store that has an honest coordinator sign two lists of one kind',
  },
  'well-formed': {
    number: 13,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'the message is the one canonical encoding of a message of its kind, within its size',
    stops: 'two readings of one signature, oversized lists, trailing bytes',
  },
  'client-signature': {
    number: 16,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'an envelope carries a valid signature of the client that it names, under the roster',
    stops: 'keys, commitments and confirmations that the coordinator puts into a client’s mouth',
  },
  'coordinator-signature': {
    number: 12,
    by: ['client', 'verifier'],
    demands: 'the coordinator’s messages and the record carry its valid signature',
    stops: 'lists and requests that the network makes up, and records that nobody answers for',
  },
  'session-bound': {
    number: 14,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'the envelope was signed for this very session',
    stops: 'replayed keys, commitments and confirmations of other rounds, tasks, models or suites',
  },
  'phase-bound': {
    number: 15,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'the envelope was signed for this phase and by whom it is said to be from',
    stops:
      'a signature moved from one kind of message to another, or a client’s message sent back as another’s',
  },
  transcript: {
    by: ['client'],
    demands: 'the coordinator’s message continues the very messages that this client has seen',
    stops: 'phases restarted with other lists after secrets were bound to the first ones',
  },
  'senders-distinct': {
    number: 17,
    by: ['client', 'verifier'],
    demands: 'a list names every client once, in ascending order',
    stops: 'one client that counts as several',
  },
  'quorum-present': {
    by: ['client', 'coordinator'],
    demands: 'at least t clients are in the list',
    stops: 'sums over fewer clients than the threshold',
  },
  'own-entry': {
    by: ['client'],
    demands: 'the list holds this client’s own message, unchanged',
    stops: 'a client that goes on in a session in which others see something else of it',
  },
  subset: {
    by: ['client', 'coordinator'],
    demands: 'every client in the list took part in the phase before',
    stops:
      'clients that appear from nowhere, without keys or shares, also in a request for the secrets of the dropped',
  },
  'agreement-keys': {
    by: ['client', 'coordinator'],
    demands: 'agreement keys are canonical ristretto255 elements other than the identity',
    stops: 'keys whose agreed secret everyone knows',
  },
  'keys-distinct': {
    by: ['client', 'coordinator'],
    demands: 'no agreement key appears twice',
    stops: 'a client that copies another’s keys and has its masks cancel or double',
  },
  'share-root': {
    by: ['client', 'coordinator'],
    demands: 'each box and the digests of its shares lie under the root that the dealer signed',
    stops: 'boxes swapped between recipients or replaced on their way',
  },
  'share-matches': {
    by: ['client', 'coordinator'],
    demands:
      'a box opens under the key agreed with its dealer, and a share has the digest that its dealer signed',
    stops: 'wrong shares that spoil a rebuilt secret, with nobody to blame',
  },
  'confirm-quorum': {
    number: 18,
    by: ['client', 'verifier'],
    demands: 'at least t different included clients signed this very set',
    stops: 'view mixing: a sum over two inputs, cut out by showing each client another set',
  },
  'unmask-disjoint': {
    by: ['client'],
    demands: 'no client is asked for as dropped that this client signed as included',
    stops: 'both secrets of one client, and with them its input',
  },
  'one-shot': {
    by: ['client'],
    demands: 'a phase is answered once; asked again, the same bytes go out or nothing',
    stops: 'a second answer to a second question, with both secrets between them',
  },
  'one-envelope': {
    by: ['coordinator'],
    demands: 'a client sends one envelope for one slot; the first stands',
    stops: 'clients that replace what others already rely on',
  },
  'sender-bound': {
    by: ['coordinator'],
    demands:
      'a message comes from the client that signed it, with what its signature covers beside it; nothing else is kept, or counted as that client’s',
    stops:
      'altered copies of an honest message that use up its client’s places, so that the message itself is never taken',
  },
  'request-size': {
    by: ['service'],
    demands:
      'the body of a request is no larger than the largest message of a client in its session',
    stops: 'one signed request that takes the memory and the time of everybody else’s',
  },
  'payload-digest': {
    by: ['coordinator'],
    demands: 'the masked payload and the proofs have the digests that their client signed',
    stops: 'payloads altered on their way, which spoil the sum with nobody to blame',
  },
  'payload-canonical': {
    by: ['coordinator'],
    demands: 'the masked payload has the session’s length and only canonical elements',
    stops: 'elements that overflow the arithmetic of the sum',
  },
  commitments: {
    number: 19,
    by: ['coordinator', 'verifier'],
    demands: 'row commitments are canonical points on the curve, one for each row',
    stops: 'points off the curve, on which sums mean nothing',
  },
  'commitment-fixed': {
    number: 20,
    by: ['coordinator', 'verifier'],
    demands:
      'each commitment has the digest that its client signed before any commitment was known',
    stops: 'a client that commits last, cancels everyone else’s commitments and so chooses the sum',
  },
  'proof-setup': {
    number: 24,
    by: ['client', 'verifier'],
    demands:
      'the keys at hand are those that the session names, from a ceremony unless development keys are allowed, and with γ₂ ≠ δ₂',
    stops: 'proofs of anything at all, made by whoever knows a trapdoor or needs none',
  },
  proof: {
    number: 25,
    by: ['coordinator', 'verifier'],
    demands:
      'each client’s proofs show that its very commitment, in this session, holds values within the bounds',
    stops: 'inputs boosted or wrapped beyond the bound, and proofs of others or of other rounds',
  },
  'confirmed-root': {
    by: ['coordinator'],
    demands: 'a confirmation names the root that the coordinator announced',
    stops: 'confirmations that are counted and later turn out to be worthless',
  },
  'answer-exact': {
    by: ['coordinator'],
    demands: 'an answer to Unmask holds exactly the shares that were asked for',
    stops: 'missing shares that are noticed only when a secret cannot be rebuilt',
  },
  'mask-secret': {
    by: ['coordinator'],
    demands: 'a rebuilt mask secret belongs to the advertised mask key',
    stops: 'a dealer that shares another secret than its own, so that masks stay in the sum',
  },
  'self-mask-seed': {
    by: ['coordinator'],
    demands: 'a rebuilt self-mask seed has the digest that its dealer signed',
    stops: 'a dealer that shares another seed than its own, so that its mask stays in the sum',
  },
  'roster-entries': {
    number: 4,
    by: ['client', 'verifier'],
    demands:
      'the roster has the digest that the session names, and the coordinator’s key is not on it',
    stops: 'signatures checked under keys that the session never admitted',
  },
  opening: {
    number: 23,
    by: ['coordinator', 'verifier'],
    demands: 'the sum and the summed blinders open the sum of the listed commitments',
    stops: 'a biased sum, an input left out, counted twice or reweighted',
  },
  'sum-range': {
    number: 22,
    by: ['coordinator', 'verifier'],
    demands: 'every coordinate of the sum lies within ± (included clients) · B',
    stops: 'sums that no honest inputs within the bound could have',
  },
  mine: {
    number: 21,
    by: ['verifier'],
    demands: 'the record holds my own commitment, unchanged',
    stops: 'a record over another input than the one that I sent',
  },
} as const;

/** The name of a check, and the code that it raises. */
export type CheckName = keyof typeof TABLE;

/**
 * Every defence of veilsum, once. The name of a check is also the code of the abort, of the rejection or of the
 * failed line in a report that it raises, in the client, in the coordinator, in the verifier, in the
 * documentation and in the attack suite.
 */
export const CHECKS: Readonly<Record<CheckName, CheckEntry>> = TABLE;

/** All names, in the order of the table. */
export const CHECK_NAMES: readonly CheckName[] = Object.keys(CHECKS) as CheckName[];

/** The checks of the verifier in the order of their numbers, which is that of a report. */
export const NUMBERED_CHECKS: readonly CheckName[] = CHECK_NAMES.filter(
  (name) => CHECKS[name].number !== undefined,
).sort((a, b) => CHECKS[a].number! - CHECKS[b].number!);

/**
 * The number that the specification gives to a check of the verifier, such as V01; `undefined` for checks that the verifier does not
 * make.
 */
export function checkNumber(check: CheckName): string | undefined {
  const { number } = CHECKS[check];
  return number === undefined ? undefined : `V${String(number).padStart(2, '0')}`;
}

/** A check as people are told of it: its name, and its number if the verifier makes it too. */
export function numberedCheck(check: CheckName): string {
  const number = checkNumber(check);
  return number === undefined ? check : `${check} (${number})`;
}
