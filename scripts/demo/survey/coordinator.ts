import { join } from 'node:path';
import { defaultKernel } from '../../../src/kernel/index.ts';
import { systemRandom } from '../../../src/crypto/random.ts';
import { generateIdentity } from '../../../src/crypto/signing.ts';
import { coordinatorServer } from '../../../src/net/server/server.ts';
import { CoordinatorService } from '../../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../../src/net/service/levelStore.ts';
import { planesVerifier } from '../../../src/proofs/planes/system.ts';
import { chooseThresholds } from '../../../src/session/thresholds.ts';
import { defineSession } from '../../../src/session/session.ts';
import type { Roster } from '../../../src/session/roster.ts';
import { type Survey, surveySession } from '../../../src/survey/index.ts';

/** A coordinator of the demonstration, on this machine. */
export interface Coordinator {
  readonly url: string;
  /** Its public key in hexadecimal. */
  readonly key: string;
  /** Opens the session of a survey. @returns its digest */
  open(survey: Survey, task: string, roster: Roster): Promise<string>;
  /** The record of a session. */
  record(digest: string): Uint8Array;
  stop(): Promise<void>;
}

/**
 * Starts a coordinator.
 *
 * @param folder - where it stores what it receives
 * @param page - the origin of the survey's page
 */
export async function startCoordinator(folder: string, page: string): Promise<Coordinator> {
  const identity = generateIdentity(systemRandom);
  const kernel = await defaultKernel();
  const now = (): number => Date.now();
  const store = await openLevelStore(join(folder, 'store'));
  const checkerFor = () => Promise.resolve(planesVerifier(kernel));
  const service = await CoordinatorService.start({ identity, kernel, now, checkerFor, store });
  const app = await coordinatorServer({ service, now, allowedOrigins: [page] });
  return {
    url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/`,
    key: identity.publicKey.toHex(),
    open: async (survey, task, roster) => {
      const session = defineSession({
        roster,
        task,
        round: 1,
        nonce: systemRandom(32),
        ...chooseThresholds(roster.size, 0)!,
        ...surveySession(survey),
        coordinatorKey: identity.publicKey.bytes,
      });
      return (await service.open(session, roster)).id;
    },
    record: (digest) => {
      const end = service.find(digest)?.view.end;
      if (end?.kind !== 'published') throw new Error('the survey ended without a record');
      return end.record;
    },
    stop: async () => {
      app.server.closeAllConnections();
      await app.close();
      await service.stop();
    },
  };
}
