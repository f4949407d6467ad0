import { CLIENT_PHASES, type ClientPhase } from '../messages/table.ts';
import type { ClientParts } from '../client/parts/clientParts.ts';
import { joinParts } from '../client/parts/joinParts.ts';
import { openParts } from '../coordinator/parts/coordinatorParts.ts';
import type { Published } from '../coordinator/publish.ts';
import type { Abort, Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/transcript.ts';
import type { LocalClient, LocalFederation } from './localFederation.ts';

/** All parties of a vector that is summed in parts, in one process. */
export interface LocalPartsFederation extends Omit<LocalFederation, 'session' | 'now'> {
  /** The sessions of all parts, from `defineParts`. */
  readonly sessions: readonly Session[];
}

/** The outcome of all parts. */
export interface LocalPartsOutcome {
  readonly result: { readonly kind: 'finish'; readonly result: Published } | Abort;
  /** The clients that aborted, and why. */
  readonly aborts: ReadonlyMap<ClientId, Abort>;
  /** The messages that the coordinator rejected. */
  readonly rejections: readonly Rejection[];
  /** The receipt of each included client: its Commit envelopes in all parts. */
  readonly receipts: ReadonlyMap<ClientId, Uint8Array>;
}

/** A message to one client in one part. */
interface Inbound {
  readonly to: ClientId;
  readonly part: number;
  readonly message: Message;
}

/**
 * Runs the sessions of all parts of a vector in this process, as `runLocally` does one session.
 *
 * @returns how they ended; aborts and rejections are outcomes, not errors
 * @throws UsageError as `openParts` and `joinParts` do
 */
export async function runPartsLocally(
  federation: LocalPartsFederation,
): Promise<LocalPartsOutcome> {
  const { sessions, roster, coordinator: identity, kernel, clients } = federation;
  const { checker, allowDevelopmentKeys, onProgress } = federation;
  const opened = openParts({ sessions, roster, identity, kernel, checker, allowDevelopmentKeys });
  const run = new Joined(federation);
  const rejections: Rejection[] = [];
  let inbound: readonly Inbound[] = [];
  for (const [at, phase] of CLIENT_PHASES.entries()) {
    const present = clients.flatMap((client, i) => (isGone(client, phase) ? [] : [i as ClientId]));
    for (const [i, client] of present.entries()) {
      const answers =
        phase === 'advertise'
          ? await run.join(client, opened.output)
          : await run.answer(
              client,
              inbound.filter(({ to }) => to === client),
            );
      for (const { part, message } of answers) {
        const outcome = await opened.state.receive(part, message);
        if (outcome.kind === 'rejection') rejections.push(outcome);
      }
      onProgress?.(phase, (at + (i + 1) / present.length) / CLIENT_PHASES.length);
    }
    const step = await opened.state.close();
    if (step.kind !== 'send') {
      const included = step.kind === 'finish' ? step.result.included : [];
      return { result: step, aborts: run.aborts, rejections, receipts: run.receipts(included) };
    }
    inbound = step.messages;
  }
  throw new Error('a session ends with its last phase');
}

function isGone({ dropsIn }: LocalClient, phase: ClientPhase): boolean {
  return dropsIn !== undefined && CLIENT_PHASES.indexOf(phase) >= CLIENT_PHASES.indexOf(dropsIn);
}

/** The clients that take part. */
class Joined {
  readonly aborts = new Map<ClientId, Abort>();
  readonly #federation: LocalPartsFederation;
  readonly #clients = new Map<ClientId, ClientParts>();

  constructor(federation: LocalPartsFederation) {
    this.#federation = federation;
  }

  async join(
    client: ClientId,
    invitations: readonly Message[],
  ): Promise<readonly { readonly part: number; readonly message: Message }[]> {
    const { sessions, roster, random, kernel, clients } = this.#federation;
    const { task, round } = sessions[0]!.parameters;
    const { identity, policy, ledger, input, epoch } = clients[client]!;
    const { prover = this.#federation.prover } = clients[client]!;
    const own = { identity, policy, ledger, input, epoch, prover };
    const joined = await joinParts({ invitations, task, round, roster, random, kernel, ...own });
    if (joined.kind === 'abort') {
      this.aborts.set(client, joined);
      return [];
    }
    this.#clients.set(client, joined.state);
    return joined.output.map((message, part) => ({ part, message }));
  }

  async answer(
    client: ClientId,
    inbound: readonly Inbound[],
  ): Promise<readonly { readonly part: number; readonly message: Message }[]> {
    const answers = [];
    for (const { part, message } of inbound) {
      const step = await this.#clients.get(client)?.receive(part, message);
      if (step?.kind === 'abort') {
        this.aborts.set(client, step);
        return [];
      }
      if (step?.kind === 'send') answers.push(...step.messages);
    }
    return answers;
  }

  receipts(included: readonly ClientId[]): ReadonlyMap<ClientId, Uint8Array> {
    return new Map(included.map((id) => [id, this.#clients.get(id)!.receipt!] as const));
  }
}
