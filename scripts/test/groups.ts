/**
 * Test files that `npm run check` leaves out, and files that are started first so that no worker is
 * left with one of them at the end.
 */

/** Tests that run the built package, other processes, a database or Python. */
export const PROCESSES: readonly string[] = [
  'test/cli/commands.test.ts',
  'test/cli/serve.test.ts',
  'test/cli/proofCommands.test.ts',
  'test/cli/replay.test.ts',
  'test/cli/withoutSnark.test.ts',
  'test/cli/plan.test.ts',
  'test/cli/processes.test.ts',
  'test/cli/outputFiles.test.ts',
  'test/cli/vectorFiles.test.ts',
  'test/cli/npz.test.ts',
  'test/cli/tensorCommands.test.ts',
  'test/clients/*.test.ts',
  'test/deploy/starts.test.ts',
  'test/net/postgres.test.ts',
  'test/net/postgresRestored.test.ts',
  'test/net/sigkill.test.ts',
  'test/net/eventStore.test.ts',
  'test/net/partsProcesses.test.ts',
  'test/net/storeHead.test.ts',
  'test/net/unmasking/*.test.ts',
  'test/operations/vectors.test.ts',
  'test/package/*.test.ts',
  'test/proofs/keys.test.ts',
  'test/record/vectors.test.ts',
];

/**
 * Tests that take more than a few seconds: real time over a bad network, every attack, every byte
 * of a record, dozens of forgeries.
 */
export const LONG: readonly string[] = [
  'test/net/agent.test.ts',
  'test/attacks/catalogue.test.ts',
  'test/attacks/otherSchemes.test.ts',
  'test/circuits/*.test.ts',
  'test/demo/*.test.ts',
  'test/fuzz/*.test.ts',
  'test/net/accusations.test.ts',
  'test/net/badNetwork.test.ts',
  'test/net/boundedMemory.test.ts',
  'test/net/giantRequest.test.ts',
  'test/net/hostedSession.test.ts',
  'test/net/http.test.ts',
  'test/net/load.test.ts',
  'test/net/takePart.test.ts',
  'test/net/uploads.test.ts',
  'test/net/resume.test.ts',
  'test/net/finished.test.ts',
  'test/proofs/batch.test.ts',
  'test/proofs/linf.test.ts',
  'test/proofs/l2.test.ts',
  'test/proofs/planes/*.test.ts',
  'test/record/evidence.test.ts',
  'test/record/evidence/*.test.ts',
  'test/record/flips.test.ts',
  'test/record/proofLines.test.ts',
  'test/schemes/delivery/*.test.ts',
  'test/schemes/coded/session.test.ts',
  'test/schemes/sparse/session.test.ts',
  'test/session/dropouts.test.ts',
  'test/session/plan.test.ts',
  'test/session/proofSessions.test.ts',
  'test/session/scenarios.test.ts',
];

/** The longest tests, the longest first. */
export const FIRST: readonly string[] = [
  'test/cli/commands.test.ts',
  'test/clients/python.test.ts',
  'test/net/badNetwork.test.ts',
  'test/record/evidence.test.ts',
  'test/record/flips.test.ts',
  'test/schemes/delivery/mixtures.test.ts',
  'test/schemes/delivery/moreMixtures.test.ts',
  'test/cli/serve.test.ts',
  'test/attacks/catalogue.test.ts',
  'test/operations/vectors.test.ts',
  'test/net/postgres.test.ts',
  'test/net/unmasking/sharedMasks.test.ts',
  'test/cli/proofCommands.test.ts',
  'test/cli/replay.test.ts',
  'test/net/sigkill.test.ts',
  'test/cli/withoutSnark.test.ts',
  'test/session/dropouts.test.ts',
  'test/record/vectors.test.ts',
  'test/proofs/planes/challenges.test.ts',
  'test/proofs/planes/forgeries.test.ts',
  'test/package/tarball.test.ts',
  'test/net/hostedSession.test.ts',
  'test/fuzz/decoders.test.ts',
];
