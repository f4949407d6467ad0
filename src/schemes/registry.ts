import type { SchemeRegistry } from '../session/scheme.ts';
import { pairwiseRules } from './pairwise/rules.ts';

/** Every scheme that sessions can name, as data. */
export const SCHEMES: SchemeRegistry = new Map([[pairwiseRules.kind, pairwiseRules]]);
