/**
 * Who makes a check: a party of the protocol, the participant's software (journal), the
 * coordinator's HTTP service (store), or a judge: anyone who verifies evidence.
 */
export type Checker = 'client' | 'coordinator' | 'verifier' | 'participant' | 'service' | 'judge';

/** Description of one check. */
export interface CheckEntry {
  /** The check's number in the specification, if the verifier makes it: 1 for V01. */
  readonly number?: number;
  /** Who makes the check. */
  readonly by: readonly Checker[];
  /** What it requires, as a sentence that is true if the check holds. */
  readonly demands: string;
  /** What an attacker could do without it. */
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
      'two groups that are shown different lists, one of which rebuilds mask secrets, the other seeds',
  },
  'thresholds-live': {
    number: 3,
    by: ['client', 'verifier'],
    demands: 't ≤ n − the dropouts that the session promises to tolerate',
    stops: 'sessions that a single dropout ends, so that they are run again and again',
  },
  'policy-clients': {
    number: 9,
    by: ['client', 'verifier'],
    demands: 'at least as many clients take part (or are included) as the policy requires',
    stops:
      'sums over so few inputs that they give an input away, and records of three owned clients',
  },
  'policy-threshold': {
    by: ['client'],
    demands: 'the threshold is at least the policy’s',
    stops: 'sessions that a few clients can unmask',
  },
  'policy-corrupt': {
    number: 10,
    by: ['client', 'verifier'],
    demands: 'the thresholds tolerate as many corrupt clients as the policy requires',
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
    demands: 'the session has the task and the round that were asked for',
    stops:
      'sessions under a false name, and an old record, or one of another task, presented as the new one',
  },
  'policy-model': {
    number: 8,
    by: ['client', 'verifier'],
    demands: 'the session’s model digest is that of the client’s or verifier’s model',
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
    demands: 'the encoding, its clip and its greatest weight are those that the policy accepts',
    stops:
      'clips far above all inputs but one, and weights that outweigh all others, so that the sum shows one input',
  },
  'policy-shape': {
    number: 28,
    by: ['client', 'verifier'],
    demands: 'vectors and rows have the lengths that the policy accepts',
    stops:
      'vectors so fine that each client is alone in a coordinate, and sizes that exhaust memory',
  },
  'policy-scheme': {
    number: 29,
    by: ['client', 'verifier'],
    demands: 'the aggregation scheme is one that the policy accepts',
    stops:
      'sessions under a scheme in which a client can end round after round without being named',
  },
  'policy-layout': {
    number: 30,
    by: ['client', 'verifier'],
    demands:
      'the session’s layout of tensors is that of the client or verifier: names, shapes, dtypes and clips; for a client without one, there is none',
    stops:
      'values at other coordinates or in other units than everybody else’s, so that one input stands out in the sum',
  },
  'parts-complete': {
    number: 31,
    by: ['client', 'verifier'],
    demands:
      'the session sums a whole vector; or the records, or the sessions that a client joins, are all parts of one plan, each once',
    stops:
      'one part that passes as the whole result, and coordinates that are summed twice in parts that overlap',
  },
  'parts-same': {
    number: 32,
    by: ['client', 'verifier'],
    demands: 'the same clients are included in all parts of a vector',
    stops:
      'an input that is in the sum of one part and not in that of another, which says more than one sum over one set',
  },
  'policy-proofs': {
    number: 11,
    by: ['client', 'verifier'],
    demands: 'the session requires proofs as strong as the policy does, checked by as many',
    stops: 'sessions and records in which nothing bounds a single input',
  },
  ledger: {
    by: ['client'],
    demands: 'this client never took part in this task and round',
    stops: 'a round that is repeated without one client, whose input is then the difference',
  },
  'input-once': {
    by: ['client'],
    demands: 'this client has not yet sent the data of this source and epoch',
    stops: 'one input in two sums over different clients, whose difference reveals it',
  },
  'request-tightens': {
    by: ['participant'],
    demands: 'a request to an agent takes nothing off the policy that the agent was started with',
    stops: 'another program on the machine that has the agent join a session below its policy',
  },
  'frame-bounds': {
    by: ['participant'],
    demands:
      'a frame that a client announces to an agent is no larger than its request and the open session allow',
    stops: 'one announced frame that takes all memory of the participant’s machine',
  },
  'agent-socket': {
    by: ['participant'],
    demands: 'the socket of an agent is in a folder that its user owns and nobody else can enter',
    stops: 'another user of the machine who takes the place of an agent, and is sent its input',
  },
  'journal-head': {
    by: ['participant'],
    demands: 'a participant’s journal is complete, and where it was written',
    stops: 'a damaged or restored journal that lets a participant answer a second time',
  },
  'store-head': {
    by: ['service'],
    demands: 'the store contains every event that something followed from, and is not a copy',
    stops:
      'a damaged or restored store that makes an honest coordinator sign two lists of one type',
  },
  'well-formed': {
    number: 13,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'the message is the canonical encoding of a message of its type, within its size',
    stops: 'two readings of one signature, oversized lists, trailing bytes',
  },
  'client-signature': {
    number: 16,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'an envelope carries a valid signature of the client that it names, under the roster',
    stops: 'keys, commitments and confirmations that the coordinator forges for a client',
  },
  'coordinator-signature': {
    number: 12,
    by: ['client', 'verifier'],
    demands: 'the coordinator’s messages and the record carry its valid signature',
    stops: 'lists and requests forged by the network, and records that nobody answers for',
  },
  'session-bound': {
    number: 14,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'the envelope was signed for this session',
    stops:
      'keys, commitments and confirmations replayed from other rounds, tasks, models or suites',
  },
  'phase-bound': {
    number: 15,
    by: ['client', 'coordinator', 'verifier'],
    demands: 'the envelope has the expected message type and sender',
    stops:
      'a signature moved from one message type to another, or a client’s message returned as another’s',
  },
  transcript: {
    by: ['client'],
    demands: 'the coordinator’s message follows exactly the messages that this client has seen',
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
    stops:
      'a client that continues in a session in which others were shown a different message from it',
  },
  subset: {
    by: ['client', 'coordinator'],
    demands: 'every client in the list took part in the phase before',
    stops:
      'clients that appear from nowhere, without keys or shares, also in a request for the secrets of dropped clients',
  },
  'agreement-keys': {
    by: ['client', 'coordinator'],
    demands: 'agreement keys are canonical ristretto255 elements other than the identity',
    stops: 'keys whose agreed secret everyone knows',
  },
  'key-possession': {
    by: ['client', 'coordinator'],
    demands: 'a client proves that it holds the secret of the box key that it advertises',
    stops: 'keys made from another client’s, by which accusations would open that client’s boxes',
  },
  'keys-distinct': {
    by: ['client', 'coordinator'],
    demands: 'no agreement key appears twice',
    stops: 'a client that copies another’s keys and has its masks cancel or double',
  },
  'share-root': {
    by: ['client', 'coordinator'],
    demands: 'each box and the points of its shares are in the tree whose root the dealer signed',
    stops: 'boxes swapped between recipients or replaced in transit',
  },
  'nonce-opened': {
    by: ['client', 'coordinator'],
    demands:
      'a dealer draws its neighbours with the number whose digest it signed before any keys were listed',
    stops: 'a client that picks its neighbours: all corrupt, or all those of one other client',
  },
  'graph-safe': {
    by: ['client'],
    demands:
      'among the clients that are listed, a mask graph exposes a secret or falls apart with a probability of at most 2^-40 each',
    stops: 'a list that was shrunk until corrupt clients hold enough shares of somebody’s secrets',
  },
  'graph-degree': {
    by: ['client'],
    demands: 'of every included client, enough of the neighbours that it drew are included',
    stops: 'a set without one client’s neighbours, in which only its self mask covers its input',
  },
  'commit-transcript': {
    by: ['client'],
    demands:
      'the signed Commit of each included client that dealt to this one follows the transcript that this client has seen',
    stops:
      'an input that was masked under another list of dealers, without the neighbours whose masks it needs',
  },
  'share-polynomial': {
    by: ['coordinator'],
    demands:
      'the points of a dealer’s shares lie on polynomials of degree below t, through its advertised mask key and the point of its seed',
    stops:
      'sharings that rebuild another secret, or a different one from each t holders, so that masks stay in the sum',
  },
  'share-matches': {
    by: ['client', 'coordinator'],
    demands:
      'a box opens under the key agreed with its dealer, and a share has the point that its dealer signed',
    stops: 'wrong shares that spoil a rebuilt secret, with nobody to blame',
  },
  'symbol-opens': {
    by: ['client', 'coordinator'],
    demands:
      'a box opens under the key agreed with its dealer, to a symbol that opens the points that its dealer signed',
    stops: 'a symbol other than its points say, whose holder is blamed for the wrong answer',
  },
  'symbol-code': {
    by: ['coordinator'],
    demands: 'the points of a dealer’s symbols are commitments to one code word',
    stops: 'masks that decode differently from each set of answers, so that they stay in the sum',
  },
  'payload-linked': {
    by: ['coordinator'],
    demands: 'each payload is its client’s committed input plus the mask that it committed to',
    stops: 'payloads that spoil the sum with nobody to blame, round after round',
  },
  'answer-opens': {
    by: ['coordinator'],
    demands: 'an answer opens the sum of the points that the included clients dealt to its holder',
    stops: 'wrong answers that spoil the sum with nobody to blame',
  },
  'accusation-true': {
    by: ['coordinator'],
    demands:
      'a dealer is left out for an accusation only if its box, opened with what was agreed on, shows the fault',
    stops: 'a client that has honest dealers left out, one by one',
  },
  'accused-excluded': {
    by: ['client'],
    demands: 'a dealer that this client accused is not in the included set',
    stops: 'sets that can never be unmasked, as nobody holds a share of one dealer',
  },
  'secrets-recoverable': {
    by: ['coordinator'],
    demands:
      'as many clients as rebuild a secret hold a share of each dealer that was left out, and of each that answers are needed about',
    stops: 'a dealer that ends a session after the others confirmed, with nobody to blame',
  },
  'evidence-transcript': {
    by: ['judge'],
    demands:
      'lists, keys and sets in evidence are those that the accused’s own signed message answers',
    stops: 'honest parties convicted by lists that were made up for the judge',
  },
  'confirm-quorum': {
    number: 18,
    by: ['client', 'verifier'],
    demands: 'at least t different included clients signed this set',
    stops: 'view mixing: a sum over two inputs, cut out by showing each client another set',
  },
  'unmask-disjoint': {
    by: ['client'],
    demands: 'no client that this client signed as included is named as dropped',
    stops: 'both secrets of one client, and with them its input',
  },
  'one-shot': {
    by: ['client'],
    demands:
      'each message type is answered once; a repeated message gets the same bytes or nothing',
    stops: 'two answers to two requests that together reveal both secrets',
  },
  'one-envelope': {
    by: ['coordinator'],
    demands: 'a client sends one envelope in each phase; the first stands',
    stops: 'clients that replace what others already rely on',
  },
  'sender-bound': {
    by: ['coordinator'],
    demands:
      'a message comes from the client that signed it, with the attachment that its signature covers; nothing else is stored, or counted for that client',
    stops:
      'altered copies of an honest message that exhaust its client’s limit, so that the message itself is never accepted',
  },
  'request-size': {
    by: ['service'],
    demands:
      'the body of a request is no larger than the largest message of a client in its session',
    stops: 'one signed request that takes everyone else’s memory and time',
  },
  'payload-digest': {
    by: ['coordinator'],
    demands: 'the masked payload and the proofs have the digests that their client signed',
    stops: 'payloads altered in transit, which spoil the sum with nobody to blame',
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
      'the keys are those that the session names, from a ceremony unless development keys are allowed, and with γ₂ ≠ δ₂',
    stops: 'proofs of false statements, made with a known trapdoor or without needing one',
  },
  proof: {
    number: 25,
    by: ['coordinator', 'verifier'],
    demands:
      'each client’s proofs show that exactly its commitment, in this session, contains values within the bounds',
    stops: 'inputs boosted or wrapped beyond the bound, and proofs of others or of other rounds',
  },
  'client-transcript': {
    by: ['coordinator'],
    demands:
      'a Share, Commit or Unmask names the transcript that it answers, and it is the coordinator’s own',
    stops:
      'a client that has an honest coordinator send lists that others take for proof of its misbehaviour',
  },
  'confirmed-root': {
    by: ['coordinator'],
    demands: 'a confirmation names the root that the coordinator announced',
    stops: 'confirmations that are counted and later turn out to be invalid',
  },
  'answer-exact': {
    by: ['coordinator'],
    demands: 'an answer to Unmask contains exactly the requested shares',
    stops: 'missing shares that are noticed only when a secret cannot be rebuilt',
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
    demands: 'the record contains my commitment, unchanged',
    stops: 'a record over a different input than the one that I sent',
  },
} as const;

/** The name of a check, which is also the code of its failure. */
export type CheckName = keyof typeof TABLE;

/** The name of a check that the verifier makes, and that has a number therefore. */
export type NumberedCheck = {
  [Name in CheckName]: (typeof TABLE)[Name] extends { readonly number: number } ? Name : never;
}[CheckName];

/**
 * Every check of veilsum. A check's name is the code of the abort, rejection or failed report line
 * that it causes. The same names are used in the client, the coordinator, the verifier, the
 * documentation and the attack suite.
 */
export const CHECKS: Readonly<Record<CheckName, CheckEntry>> = TABLE;

/** The names of all checks, in the order of the table. */
export const CHECK_NAMES: readonly CheckName[] = Object.keys(CHECKS) as CheckName[];

/** The verifier's checks in the order of their numbers, which is the order of a report. */
export const NUMBERED_CHECKS: readonly NumberedCheck[] = CHECK_NAMES.filter(
  (name): name is NumberedCheck => CHECKS[name].number !== undefined,
).sort((a, b) => CHECKS[a].number! - CHECKS[b].number!);

/**
 * The number of a check in the specification, such as V01, or `undefined` if the verifier does not
 * make it.
 */
export function checkNumber(check: CheckName): string | undefined {
  const { number } = CHECKS[check];
  return number === undefined ? undefined : `V${String(number).padStart(2, '0')}`;
}

/** A check's name for display, followed by its number if the verifier makes it. */
export function numberedCheck(check: CheckName): string {
  const number = checkNumber(check);
  return number === undefined ? check : `${check} (${number})`;
}
