import type { ClientSchemes } from './client.ts';
import { codedClient } from './coded/client.ts';
import { pairwiseClient } from './pairwise/client.ts';
import { sparseClient } from './sparse/client.ts';

/** The client's side of every scheme, by kind. */
export const CLIENT_SCHEMES: ClientSchemes = new Map(
  [pairwiseClient, codedClient, sparseClient].map((scheme) => [scheme.rules.kind, scheme]),
);
