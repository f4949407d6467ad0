import { CheckFailure } from '../../session/checks/enabledChecks.ts';
import { listenAt, type SocketPlace } from '../../net/agent/socketPlace.ts';
import type { Attack } from '../attack.ts';
import { valueFrame } from '../harness/agentOf.ts';
import { outcomeOf } from '../harness/events.ts';
import { recovered } from '../harness/stages.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

/** Who gets what is written to a socket. */
type Listener = 'agent' | 'attacker';

/** A folder of a machine with several users, of these permissions, and who listens at the path in it. */
class SharedFolder {
  readonly #mode: number;
  listener: Listener | undefined;

  constructor(mode: number) {
    this.#mode = mode;
  }

  /** The path as its owner sees it. */
  get place(): SocketPlace<Listener> {
    return {
      path: '/tmp/agents/me.sock',
      folder: () => Promise.resolve({ isFolder: true, isOwn: true, mode: this.#mode }),
      occupant: () => Promise.resolve(this.listener ? 'live socket' : 'nothing'),
      removeDeadSocket: () => Promise.resolve(),
      listen: () => {
        this.listener = 'agent';
        return Promise.resolve(this.listener);
      },
    };
  }

  /** Another user removes what is there, and listens in its place: as anyone who may write to a folder can. */
  replace(): void {
    if ((this.#mode & 0o022) !== 0) this.listener = 'attacker';
  }
}

export const takenPlace: Attack = {
  id: 'M03',
  title: 'Another user of the machine takes the place of the agent’s socket',
  check: 'agent-socket',
  who: 'machine',
  can: 'write to the folder that the agent’s socket is in',
  steps: [
    'The agent listens on a socket in a folder that others can enter and write to.',
    'Another user removes the socket, and listens on one of the same name.',
    'The program that trains connects to it, and sends its vector.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const shared = new SharedFolder(0o777);
    try {
      await listenAt(testBed.checks, shared.place);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      const alarms = [{ by: VICTIM!, code: error.check }];
      return outcomeOf(alarms, recovered(scenario, VICTIM!, undefined));
    }
    shared.replace();
    const sent = valueFrame(scenario.inputs[VICTIM!]!).content;
    const got = shared.listener === 'attacker' ? new Float64Array(sent.buffer) : undefined;
    return outcomeOf([], recovered(scenario, VICTIM!, got));
  },
};
