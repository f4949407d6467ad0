import type { ClientSchemes } from './client.ts';
import { codedClient } from './coded/client.ts';
import { pairwiseClient } from './pairwise/client.ts';

/** The client's side of every scheme, by kind. */
export const CLIENT_SCHEMES: ClientSchemes = new Map(
  [pairwiseClient, codedClient].map((scheme) => [scheme.rules.kind, scheme]),
);
