import { sha256 } from '../../crypto/tupleHash.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { recovered } from '../harness/stages.ts';
import { ids, type Scenario, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);
const DEAD = sha256(Uint8Array.of(0));
const LIVE = sha256(Uint8Array.of(1));

/** The result of training on the dead model: all units are off, so the gradient is zero. */
const noUpdate = ({ session }: Scenario): Int32Array => new Int32Array(session.parameters.length);

export const otherModel: Attack = {
  id: 'S10',
  title: 'The victim trains on a live model, everyone else on a dead one',
  check: 'policy-model',
  who: 'coordinator',
  can: 'hand each client another model',
  steps: [
    'The session names the digest of a model whose gradients are all zero; all clients but the victim get that model.',
    'The victim gets the live model, and its update is the only part of the sum that is not zero.',
  ],
  source: 'Pasquini, Francati and Ateniese, CCS 2022 (model inconsistency)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3, modelDigest: DEAD });
    const idle = honest({ policy: { modelDigest: DEAD }, input: () => noUpdate(scenario) });
    const { alarms, published } = await runRound(scenario, {
      honest: { 0: honest({ policy: { modelDigest: LIVE } }), 1: idle, 2: idle, 3: idle },
    });
    return outcomeOf(alarms, recovered(scenario, VICTIM!, published?.sum));
  },
};
