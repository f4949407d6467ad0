/**
 * What a mask graph in which each client draws its own neighbours may fail at, in probabilities. They are exact sums, for the list
 * of clients that a session came to have, and every client computes them. docs/graph-bounds.md has the proofs.
 */
import { logBinomial, logLowerTail, logUpperTail } from './hypergeometric.ts';

/** How a client is tied to others. */
export interface MaskGraph {
  /** k, the number of out-neighbours that each client draws: it masks with them, and deals its shares to them. */
  readonly neighbours: number;
  /** t_k, the number of shares that rebuild a secret. */
  readonly shareThreshold: number;
  /** The least number of a client's out-neighbours that are included where the client is. */
  readonly minPresent: number;
}

/** The clients among whom neighbours are drawn. */
export interface Population {
  /** m, the number of clients in the list. */
  readonly listed: number;
  /** n_C, the number of corrupt clients, all of them in the list. */
  readonly maxCorrupt: number;
}

/** The number of out-neighbours in a list: everyone else, where it is short. */
function degreeIn({ neighbours }: Pick<MaskGraph, 'neighbours'>, listed: number): number {
  return Math.min(neighbours, listed - 1);
}

/**
 * log₂ of a bound on the probability that corrupt clients alone can rebuild a secret of some client: that t_k of its out-neighbours
 * are corrupt. m · Pr[Hyp(m − 1, n_C, k) ≥ t_k].
 */
export function exposureBound(
  graph: Pick<MaskGraph, 'neighbours' | 'shareThreshold'>,
  { listed, maxCorrupt }: Population,
): number {
  const urn = {
    size: listed - 1,
    marked: Math.min(maxCorrupt, listed - 1),
    drawn: degreeIn(graph, listed),
  };
  return (Math.log(listed) + logUpperTail(urn, graph.shareThreshold)) / Math.LN2;
}

/**
 * log₂ of a bound on the probability that, whichever clients are left out, some of the honest ones that are included have no edge to
 * the others: Σ C(h, a) · q_a^a over the sizes a ≤ h / 2 of the smaller part, with h = m − n_C and q_a = Pr[Hyp(m − 1, a − 1 + n_C, k)
 * ≥ minPresent].
 */
export function isolationBound(
  graph: Pick<MaskGraph, 'neighbours' | 'minPresent'>,
  { listed, maxCorrupt }: Population,
): number {
  const honest = listed - maxCorrupt;
  const drawn = degreeIn(graph, listed);
  const logs: number[] = [];
  for (let a = 1; 2 * a <= honest; a++) {
    const urn = { size: listed - 1, marked: a - 1 + maxCorrupt, drawn };
    const log = logBinomial(honest, a) + a * logUpperTail(urn, graph.minPresent);
    if (log > -Infinity) logs.push(log);
  }
  return logSum(logs) / Math.LN2;
}

/**
 * log₂ of a bound on the probability that fewer than t_k of some client's out-neighbours stay, if `gone` clients drop out whatever the
 * graph is: m · Pr[Hyp(m − 1, m − 1 − gone, k) < t_k].
 */
export function lossBound(
  graph: Pick<MaskGraph, 'neighbours' | 'shareThreshold'>,
  listed: number,
  gone: number,
): number {
  const urn = {
    size: listed - 1,
    marked: Math.max(0, listed - 1 - gone),
    drawn: degreeIn(graph, listed),
  };
  return (Math.log(listed) + logLowerTail(urn, graph.shareThreshold)) / Math.LN2;
}

/** ln Σ e^x. */
function logSum(logs: readonly number[]): number {
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  if (largest === -Infinity) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}

/** Why a mask graph is not safe among the clients of a list, or `undefined`: both bounds are at most 2^−exponent. */
export function graphSafetyProblem(
  graph: MaskGraph,
  population: Population,
  errorExponent: number,
): string | undefined {
  const { listed, maxCorrupt } = population;
  const degree = degreeIn(graph, listed);
  // Conditions are stated as what must hold, which a NaN never does.
  if (!(listed >= maxCorrupt + 2)) {
    return `${listed} clients of which ${maxCorrupt} may be corrupt leave no two honest ones`;
  }
  if (!(graph.shareThreshold <= graph.minPresent && graph.minPresent <= degree)) {
    return `t_k = ${graph.shareThreshold}, minPresent = ${graph.minPresent} and ${degree} neighbours among ${listed} clients: each must be at most the next`;
  }
  const exposure = exposureBound(graph, population);
  if (!(exposure <= -errorExponent)) {
    return `${maxCorrupt} corrupt clients among ${listed} hold ${graph.shareThreshold} shares of some secret with a probability of up to ${power(exposure)}, more than 2^-${errorExponent}`;
  }
  const isolation = isolationBound(graph, population);
  return isolation <= -errorExponent
    ? undefined
    : `among ${listed} clients of which ${maxCorrupt} may be corrupt, some share masks with none of the others with a probability of up to ${power(isolation)}, more than 2^-${errorExponent}`;
}

function power(log: number): string {
  return `2^${Math.min(0, log).toFixed(1)}`;
}
