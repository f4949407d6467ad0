import type { SchemeRegistry } from '../session/scheme.ts';
import { codedRules } from './coded/rules.ts';
import { pairwiseRules } from './pairwise/rules.ts';
import { sparseRules } from './sparse/rules.ts';

/** The rules of every scheme that a session can name, by kind. */
export const SCHEMES: SchemeRegistry = new Map(
  [pairwiseRules, codedRules, sparseRules].map((rules) => [rules.kind, rules]),
);
