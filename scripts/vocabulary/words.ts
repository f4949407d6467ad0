/** A word or phrase that the project does not use, and what it writes instead. */
export interface GivenUp {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Names that were replaced by those of the field: see docs/glossary.md. */
export const GIVEN_UP_NAMES: readonly GivenUp[] = [
  { pattern: /historyAfter/, instead: 'extendTranscript' },
  { pattern: /\bPHASES\b|PhaseName/, instead: 'MESSAGE_TYPES, MessageType' },
  { pattern: /Defences\b/, instead: 'EnabledChecks' },
  { pattern: /\bdemand[A-Z]\w*/, instead: 'require…' },
  { pattern: /\b[a-z]\w+Because\b/, instead: '…Problem' },
  { pattern: /ProofMaker|ProofChecker/, instead: 'RangeProver, RangeVerifier' },
  { pattern: /judgeEvidence|\bJudgement\b/, instead: 'verifyEvidence, EvidenceVerdict' },
  { pattern: /\bOffences?\b/i, instead: 'misbehaviour' },
  { pattern: /\bConvictions?\b/, instead: 'Violation' },
  { pattern: /\btwo-envelopes\b/, instead: 'equivocation' },
  { pattern: /\bexhibits?\b/i, instead: 'evidence' },
  { pattern: /\breceiveInto\b|\binOrder\b/, instead: 'acceptSubmission, sortedByClient' },
  { pattern: /\bRefusals?\b|\borRefuse\b/, instead: 'Rejection, orReject' },
  { pattern: /HostError/, instead: 'UsageError' },
  { pattern: /\b(Loot|Rogue|Insider|RECKLESS)\b/, instead: 'the names of src/attacks/harness' },
  { pattern: /\bArriving\b|\bbodiesUnderWay\b/, instead: 'PartialDownload, InFlightBodies' },
  { pattern: /\bneedsAnew\b|\breadOn\b/, instead: 'needsRebuild, applyPending' },
  { pattern: /\bproof-key\b/, instead: 'proof-setup' },
  { pattern: /\bCurvePoint\b/, instead: 'G1Point' },
  { pattern: /\bTwistPoint\b|\bQuadratic\b/, instead: 'G2Point, Fp2' },
];

/** Phrases that make English read as translated. */
export const HABIT_PHRASES: readonly GivenUp[] = [
  { pattern: /\bwhoever\b/i, instead: '“anyone who”, or the party’s name' },
  { pattern: /(?<!\bthere )\b(is|are|was|were) none\b/i, instead: '“is not a …”' },
  { pattern: /\bof (its|their|his|her|our|your|one’s) own\b/i, instead: '“its own …”, “separate”' },
  { pattern: /\bat hand\b/i, instead: '“given”, “available”, or nothing' },
  { pattern: /\banew\b/i, instead: '“again”' },
  {
    pattern: /\b(the|this|that|these|those) very\b(?! (first|last|same|beginning|end|large)\b)/i,
    instead: '“exactly”, “the same”',
  },
  {
    pattern: /\bwhat (became|comes|becomes|came) of\b/i,
    instead: '“the outcome of”, “the result of”',
  },
  { pattern: /\bbesides?\b/i, instead: '“with”, “next to”, “in addition to”' },
  {
    pattern:
      /(?<!\bthere )\b(is|are) no (?!\w+er\b|longer|more|less|worse)\w+ (of|that|at|in|for)\b/i,
    instead: '“is not a …”',
  },
];
