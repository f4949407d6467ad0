import { CLIENT_PHASES, MESSAGE_TYPES } from '../../src/messages/table.ts';
import type { ClientSession } from '../../src/client/clientSession.ts';
import type { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import type { Outgoing } from '../../src/coordinator/context.ts';
import { begin } from '../../src/coordinator/open.ts';
import { openRecord, type RecordBody } from '../../src/record/record.ts';
import { recommitted } from '../../src/attacks/harness/forge.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import type { EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import { pairwiseCoordinator } from '../../src/schemes/pairwise/coordinator.ts';
import type { ClientId } from '../../src/session/party.ts';
import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { forgedRecord } from './forgedRecords.ts';
import type { Scene } from './hostileCoordinator.ts';
import { mutatedBytes } from './mutation/bytes.ts';
import { mutatedEncoding } from './mutation/tree.ts';
import { infiltrate, sit } from './parties/join.ts';
import type { Seat } from './parties/seat.ts';
import { Truth } from './truth.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;
/** Forged records that a verifier is shown after a session that ended with one. */
const FORGERIES = 12;

/**
 * A network between clients and a coordinator's state machine, with corrupt clients that work for it: it drops, delays,
 * reorders, repeats, alters and makes up messages in both directions.
 */
export class HostileNetwork {
  readonly #scene: Scene;
  readonly #coordinator: CoordinatorSession;
  readonly #honest: boolean;
  readonly #invitation: Message;
  readonly #truth: Truth;
  readonly #seats = new Map<ClientId, Seat>();
  readonly #corruptClients = new Map<ClientId, ClientSession>();
  /** Answers on their way; those that are held back come with the next phase's. */
  #up: { readonly from: ClientId; readonly message: Message }[] = [];

  /** @param defences - the coordinator's; it is taken for an honest one where they are the world's */
  constructor(scene: Scene, checks: EnabledChecks) {
    const { scenario, witness } = scene;
    const { session, roster, testBed, coordinator: identity } = scenario;
    this.#scene = scene;
    this.#honest = checks === testBed.checks;
    const { kernel } = testBed;
    const party = { identity, kernel, work: {}, scheme: pairwiseCoordinator };
    const opened = begin({ session, roster, checks, ...party });
    this.#coordinator = opened.state;
    this.#invitation = opened.output;
    this.#truth = new Truth(scenario, witness);
    witness.signs(opened.output.envelope);
  }

  /** Runs the session to its end, and shows a verifier its record and forgeries of it; returns the record's body. */
  async run(earlier: readonly RecordBody[]): Promise<RecordBody | undefined> {
    const { witness, scenario, pool } = this.#scene;
    pool.add(this.#invitation);
    let inbound: readonly Outgoing[] = scenario.identities.map((_, id) => ({
      to: id as ClientId,
      message: this.#invitation,
    }));
    for (;;) {
      await this.#carryDown(inbound);
      await this.#tellLeftBehind(inbound);
      await this.#carryUp();
      const step = await this.#close();
      if (step === undefined) break;
      if (step.kind === 'finish') {
        witness.close(scenario);
        return this.#publish(step.result.record, earlier);
      }
      if (step.kind === 'abort') {
        if (this.#honest) witness.judgeError(step);
        break;
      }
      inbound = step.messages;
      for (const { message } of inbound) {
        witness.signs(message.envelope);
        pool.add(message);
      }
    }
    witness.close(scenario);
    return undefined;
  }

  async #carryDown(inbound: readonly Outgoing[]): Promise<void> {
    const { dice, temper, scenario } = this.#scene;
    for (const { to, message } of dice.shuffled(inbound)) {
      const seat = this.#seats.get(to);
      if (seat) await this.#noise(seat);
      if (dice.chance(temper.drops / 2)) continue;
      const person = this.#scene.people.get(to);
      if (!person) await this.#tellInsider(to, message);
      else if (message === this.#invitation) await this.#sit(to);
      else if (seat) await this.#tell(seat, message);
      if (seat && dice.chance(temper.lies)) await this.#misdeliver(inbound);
      if (seat && dice.chance(temper.restarts)) {
        await sit(this.#scene.witness, scenario, seat.person, this.#invitation, dice);
      }
    }
  }

  /** Brings everyone whom the coordinator has left behind what was meant for others. */
  async #tellLeftBehind(inbound: readonly Outgoing[]): Promise<void> {
    const { dice } = this.#scene;
    if (inbound.length === 0) return;
    for (const [id, seat] of this.#seats) {
      const expected = inbound.some(({ to }) => to === id);
      if (!expected && dice.chance(0.5)) await this.#tell(seat, dice.pick(inbound).message);
    }
  }

  /** Brings a message to somebody else than it was meant for, or once more. */
  async #misdeliver(inbound: readonly Outgoing[]): Promise<void> {
    const { dice } = this.#scene;
    const seats = [...this.#seats.values()];
    if (seats.length > 0) await this.#tell(dice.pick(seats), dice.pick(inbound).message);
  }

  async #sit(id: ClientId): Promise<void> {
    const { witness, scenario, people, dice } = this.#scene;
    const joined = await sit(witness, scenario, people.get(id)!, this.#invitation, dice);
    if (!joined) return;
    this.#seats.set(id, joined.seat);
    this.#send(id, joined.sent);
  }

  async #tell(seat: Seat, message: Message): Promise<void> {
    const step = await this.#scene.witness.tell(seat, message);
    if (step?.kind === 'send') this.#send(seat.id, step.message);
  }

  async #tellInsider(id: ClientId, message: Message): Promise<void> {
    const { scenario, dice } = this.#scene;
    const corrupt = this.#corruptClients.get(id);
    if (!corrupt) {
      if (message !== this.#invitation) return;
      const { client, sent } = await infiltrate(scenario, id, message, dice);
      this.#corruptClients.set(id, client);
      this.#send(id, sent);
      return;
    }
    try {
      const step = await corrupt.receive(message);
      if (step.kind === 'send') this.#send(id, step.message);
    } catch {
      // A reckless client may come to grief; it has fallen silent then.
    }
  }

  #send(from: ClientId, message: Message): void {
    this.#truth.note(message);
    this.#scene.pool.add(message);
    this.#up.push({ from, message });
  }

  async #carryUp(): Promise<void> {
    const { dice, temper, people } = this.#scene;
    const sent = dice.shuffled(this.#up.splice(0));
    for (const { from, message } of sent) {
      await this.#noiseUp();
      if (dice.chance(temper.drops / 2)) {
        if (dice.chance(0.5)) this.#up.push({ from, message });
        continue;
      }
      const corrupt = !people.has(from);
      if (corrupt && dice.chance(temper.lies)) await this.#receive(this.#bent(from, message));
      if (dice.chance(temper.lies / 2)) {
        const attachment = message.attachment && mutatedBytes(dice, message.attachment);
        await this.#receive({ ...message, attachment });
      }
      await this.#receive(message);
      if (dice.chance(0.2)) await this.#receive(message);
      if (corrupt && dice.chance(temper.lies / 2)) await this.#receive(this.#bent(from, message));
    }
  }

  /** A corrupt client's message with something wrong in it, under its own signature. */
  #bent(from: ClientId, message: Message): Message {
    const { dice, scenario } = this.#scene;
    const { envelope, attachment } = message;
    const { body, type } = openEnvelope(envelope, ANY_SIZE);
    // What it sends with a Commit, with the digests of that.
    if (type === MESSAGE_TYPES.commit && attachment && dice.chance(0.3)) {
      return recommitted(scenario, from, message, ({ payload }) => ({
        payload: mutatedBytes(dice, payload),
      }));
    }
    const signer = scenario.identities[from]!;
    const changed = mutatedEncoding(dice, body);
    const name = CLIENT_PHASES[type]!;
    return {
      envelope: sealEnvelope(signer, scenario.session.digest, name, from, changed),
      attachment,
    };
  }

  async #noise(seat: Seat): Promise<void> {
    const { dice, temper, pool, witness, scenario } = this.#scene;
    const most = seat.client.phase === 'aborted' ? 1 : temper.noise;
    for (let left = dice.between(0, most); left > 0; left--) {
      const message = dice.chance(0.3) ? pool.replay() : pool.noise(scenario, this.#owned());
      const { phase, session } = peek(message);
      // A right letter with the wrong boxes beside it ends a session: that is for misdelivery, and rarer.
      const ours = session !== undefined && Buffer.from(session).equals(scenario.session.digest);
      if (ours && phase === MESSAGE_TYPES.shared) continue;
      const step = await witness.tell(seat, message);
      if (step?.kind === 'send') this.#send(seat.id, step.message);
    }
  }

  async #noiseUp(): Promise<void> {
    const { dice, temper, pool, scenario } = this.#scene;
    for (let left = dice.between(0, temper.noise); left > 0; left--) {
      const replayed = dice.chance(0.3);
      await this.#receive(replayed ? pool.replay() : pool.noise(scenario, this.#owned()));
    }
  }

  async #receive(message: Message): Promise<void> {
    const { witness } = this.#scene;
    if (this.#honest) {
      await witness.tellCoordinator(message, (one) => this.#coordinator.receive(one));
    } else await this.#coordinator.receive(message).catch(() => undefined);
  }

  #close(): Promise<Awaited<ReturnType<CoordinatorSession['close']>> | undefined> {
    const close = (): ReturnType<CoordinatorSession['close']> => this.#coordinator.close();
    if (this.#honest) return this.#scene.witness.deliver(close);
    return close().catch(() => undefined);
  }

  async #publish(record: Uint8Array, earlier: readonly RecordBody[]): Promise<RecordBody> {
    const { dice, scenario, witness } = this.#scene;
    const report = await this.#truth.judge(record);
    if (this.#honest && report?.valid !== true) {
      const failed = report?.checks.filter(({ verdict }) => verdict === 'failed') ?? [];
      const codes = failed.map(({ check }) => check).join(', ');
      witness.report('honest-blamed', `a coordinator’s record does not verify: ${codes}`);
    }
    for (let i = 0; i < FORGERIES; i++) {
      const forged = forgedRecord(dice, scenario, record, earlier);
      await this.#truth.judge(forged);
    }
    return openRecord(record).body;
  }

  #owned(): Scenario['identities'] {
    const { scenario, people } = this.#scene;
    return scenario.identities.filter((_, id) => !people.has(id as ClientId));
  }
}

function peek({ envelope }: Message): { readonly phase?: number; readonly session?: Uint8Array } {
  try {
    return openEnvelope(envelope, ANY_SIZE);
  } catch {
    return {};
  }
}
