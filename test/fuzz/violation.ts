/** What no honest party ever does, whatever it is sent. */
export type ViolationKind =
  /** A delivery threw, in the place of an abort or a rejection. */
  | 'thrown'
  /** A delivery did not resolve. */
  | 'hung'
  /** Honest holders released shares of both secrets of one client, in one session. */
  | 'both-shares'
  /** One identity filled one slot with two different messages. */
  | 'two-answers'
  /** One identity took part in two sessions of one round. */
  | 'two-participations'
  /** What was released unmasks a sum over fewer honest inputs than t − n_C. */
  | 'small-sum'
  /** A list was accepted with somebody in it who was not in the list before. */
  | 'stranger'
  /** A message was accepted that the one whom it names did not sign, or did not sign for this session. */
  | 'forged'
  /** An honest party was named for something. */
  | 'honest-blamed'
  /** Evidence that anybody could put together convicts an honest party. */
  | 'honest-convicted'
  /** A secret is in a message, or in an error. */
  | 'secret-shown'
  /** A record verified whose sum is not the sum of what its clients committed to. */
  | 'wrong-sum';

/** One thing that must not happen, and did. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly detail: string;
}
