/**
 * Dependencies that the bundles of the commands include, because every start needs them; all others
 * stay outside. THIRD_PARTY.md has their licences.
 */
export const INCLUDED: readonly string[] = [
  '@noble/curves',
  '@noble/hashes',
  'commander',
  'tweetnacl',
];
