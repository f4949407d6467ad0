import { CLIENT_PHASES, codecOf, MESSAGE_TYPES } from '../../src/messages/table.ts';
import type { ClientSession } from '../../src/client/clientSession.ts';
import { equalBytes, tupleHash } from '../../src/crypto/tupleHash.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';

import type { ClientId } from '../../src/session/party.ts';
import type { IncludedEntry } from '../../src/messages/confirm.ts';
import { toBytes } from '../../src/wire/codec.ts';
import {
  COORDINATOR_SENDER,
  envelopeDigest,
  openEnvelope,
  sealEnvelope,
} from '../../src/wire/envelope.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import { pairwiseUnmaskingCodec } from '../support/pairwise.ts';
import type { Dice } from './dice.ts';
import {
  ANSWER,
  bentBody,
  bySender,
  confirmBodyOf,
  type Dealing,
  deliveriesTo,
  type Letter,
  LETTERS,
} from './letters.ts';
import { mutatedEncoding } from './mutation/tree.ts';
import { infiltrate, sit } from './parties/join.ts';
import type { Person } from './parties/person.ts';
import type { Seat } from './parties/seat.ts';
import type { Pool } from './pool.ts';
import type { Temper } from './temper.ts';
import type { Witness } from './witness.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** Who and what meets in one session of a hostile coordinator. */
export interface Scene {
  readonly dice: Dice;
  readonly temper: Temper;
  readonly scenario: Scenario;
  readonly people: ReadonlyMap<ClientId, Person>;
  readonly witness: Witness;
  readonly pool: Pool;
}

/** The letter that each state of a client waits for. */
const AWAITED = {
  advertised: 'advertised',
  shared: 'shared',
  committed: 'included',
  confirmed: 'unmasking',
  finished: undefined,
} as const;

/**
 * A coordinator that owns the network, its own key and the corrupt clients' keys: it tells each client what it likes, in
 * whichever order, with noise in between, keeps what it gets, and asks again.
 */
export class HostileCoordinator {
  readonly #scene: Scene;
  readonly #clients: number;
  readonly #threshold: number;
  readonly #corrupt: readonly ClientId[];
  readonly #seats: Seat[] = [];
  readonly #corruptClients = new Map<ClientId, ClientSession>();
  readonly #adverts = new Map<ClientId, Uint8Array[]>();
  readonly #dealings = new Map<ClientId, { dealing: Dealing; keys: string }[]>();
  readonly #commits = new Map<ClientId, Message[]>();
  readonly #confirms = new Map<ClientId, Uint8Array[]>();
  /** Letters that wait for a later stage. */
  readonly #late: [Seat, Letter][] = [];
  #invitation: Message | undefined;
  /** The group that each client is in, where views differ. */
  readonly #group = new Map<ClientId, number>();
  /** Whom each group is told about, letter by letter. */
  readonly #told = new Map<string, readonly ClientId[]>();

  constructor(scene: Scene) {
    const { scenario, people, temper, dice } = scene;
    this.#scene = scene;
    this.#clients = scenario.session.parameters.clients;
    this.#threshold = scenario.session.parameters.threshold;
    const all = scenario.identities.map((_, id) => id as ClientId);
    this.#corrupt = all.filter((id) => !people.has(id));
    for (const id of all) {
      const group = { same: 0, groups: dice.between(0, 1), own: id }[temper.views];
      this.#group.set(id, group);
    }
  }

  /** Runs the session for as long as anybody answers. */
  async run(): Promise<void> {
    const { dice, witness, scenario } = this.#scene;
    await this.#invite();
    for (const letter of LETTERS) {
      const late = this.#late.splice(0);
      for (const [seat, missed] of late) await this.#deliver(seat, missed);
      for (const seat of dice.shuffled(this.#seats)) {
        await this.#noise(seat);
        if (dice.chance(this.#scene.temper.drops)) {
          if (dice.chance(0.5)) this.#late.push([seat, letter]);
          continue;
        }
        await this.#deliver(seat, letter);
        await this.#askAgain(seat);
        await this.#restart(seat);
      }
      for (const id of this.#corrupt) await this.#ownAnswer(id, letter);
    }
    for (const [seat, missed] of this.#late) await this.#deliver(seat, missed);
    for (const seat of this.#seats) await this.#noise(seat);
    witness.close(scenario);
  }

  async #invite(): Promise<void> {
    const { dice, scenario, people, witness, pool, temper } = this.#scene;
    const invitation = { envelope: this.#seal('invitation', scenario.session.bytes) };
    this.#invitation = invitation;
    pool.add(invitation);
    for (const person of dice.shuffled([...people.values()])) {
      if (dice.chance(temper.lies / 4)) await this.#inviteOtherwise(person);
      const joined = await sit(witness, scenario, person, invitation, dice);
      if (joined) this.#seat(joined.seat, joined.sent);
    }
    for (const id of this.#corrupt) {
      const faces = dice.chance(0.2) ? 2 : 1;
      for (let face = 0; face < faces; face++) {
        const { client, sent } = await infiltrate(scenario, id, invitation, dice);
        this.#corruptClients.set(id, client);
        put(this.#adverts, id, sent.envelope);
        pool.add(sent);
      }
    }
  }

  /** Offers a session that is a little different, signed as it should be. */
  async #inviteOtherwise(person: Person): Promise<void> {
    const { dice, scenario, witness } = this.#scene;
    const { coordinator, session } = scenario;
    const body = mutatedEncoding(dice, session.bytes);
    const digest = tupleHash('veilsum-1/session', body);
    const envelope = sealEnvelope(coordinator, digest, 'invitation', COORDINATOR_SENDER, body);
    await sit(witness, scenario, person, { envelope }, dice);
  }

  #seat(seat: Seat, sent: Message): void {
    this.#seats.push(seat);
    put(this.#adverts, seat.id, sent.envelope);
    this.#scene.pool.add(sent);
  }

  async #noise(seat: Seat): Promise<void> {
    const { dice, temper, pool, scenario, witness } = this.#scene;
    const owned = this.#corrupt.map((id) => scenario.identities[id]!);
    const most = seat.client.phase === 'aborted' ? 1 : temper.noise;
    for (let left = dice.between(0, most); left > 0; left--) {
      if (dice.chance(0.3)) {
        const message = pool.replay();
        // What it signed for this very turn is more than noise.
        if (!this.#isAwaited(seat, message)) await this.#tell(seat, message);
      } else await witness.tell(seat, pool.noise(scenario, owned));
    }
  }

  /** Whether a message of the coordinator's would settle what becomes of a client, and so is no noise. */
  #isAwaited({ client, scenario, heard }: Seat, { envelope }: Message): boolean {
    const { type, session } = openEnvelope(envelope, ANY_SIZE);
    if (!equalBytes(session, scenario.session.digest)) return false;
    const letter = LETTERS.find((name) => MESSAGE_TYPES[name] === type);
    if (letter === undefined || client.phase === 'aborted') return false;
    const before = heard.get(letter);
    return before ? !equalBytes(before.envelope, envelope) : letter === AWAITED[client.phase];
  }

  /** Composes a letter for a client, bends it now and then, and delivers it. */
  async #deliver(seat: Seat, letter: Letter): Promise<void> {
    const { dice, temper } = this.#scene;
    const straight = this.#compose(seat, letter);
    if (!straight) return;
    // The last letter has nothing after it to be spoilt by a lie.
    const lies = letter === 'unmasking' ? 3 * temper.lies : temper.lies;
    const body = dice.chance(lies) ? this.#bent(letter, straight.body) : straight.body;
    const attachment =
      straight.attachment && dice.chance(temper.lies / 4)
        ? mutatedEncoding(dice, straight.attachment)
        : straight.attachment;
    await this.#tell(seat, { envelope: this.#seal(letter, body), attachment });
  }

  /** Sends a letter for a phase that a client has answered, or a later one: the same again, or another. */
  async #askAgain(seat: Seat): Promise<void> {
    const { dice, temper } = this.#scene;
    if (!dice.chance(temper.lies)) return;
    const answered = LETTERS.filter((name) => seat.heard.has(name));
    const letter =
      answered.length > 0 && dice.chance(0.8) ? dice.pick(answered) : dice.pick(LETTERS);
    const composed = this.#compose(seat, letter, true);
    if (!composed) return;
    const body = dice.chance(0.2) ? this.#bent(letter, composed.body) : composed.body;
    await this.#tell(seat, { ...composed, envelope: this.#seal(letter, body) });
    // What was answered once more is good for the next phase once more.
    const next = LETTERS[LETTERS.indexOf(letter) + 1];
    if (next) await this.#deliver(seat, next);
  }

  async #restart(seat: Seat): Promise<void> {
    const { dice, temper, scenario, witness, pool } = this.#scene;
    if (!dice.chance(temper.restarts)) return;
    const invitations = pool.envelopes('invitation').map((envelope) => ({ envelope }));
    const invitation = dice.chance(0.7) ? this.#invitation! : dice.pick(invitations);
    const joined = await sit(witness, scenario, seat.person, invitation, dice);
    if (joined && invitation === this.#invitation) this.#seat(joined.seat, joined.sent);
  }

  #bent(letter: Letter, body: Uint8Array): Uint8Array {
    const { dice, pool, scenario } = this.#scene;
    const kinds = {
      advertised: 'advertise',
      shared: 'share',
      included: 'commit',
      unmasking: 'confirm',
    } as const;
    const others = pool.envelopes(kinds[letter]).filter((bytes) => bytes.length < 500);
    return bentBody(dice, letter, body, scenario.session, others);
  }

  /** @param anew - whether it may differ from what the client's group was told before */
  #compose(
    seat: Seat,
    letter: Letter,
    anew = false,
  ): { readonly body: Uint8Array; readonly attachment?: Uint8Array } | undefined {
    const transcriptHash =
      seat.before.get(letter === 'advertised' ? 'share' : ANSWER[letter]) ?? seat.transcriptHash;
    const { session } = this.#scene.scenario;
    switch (letter) {
      case 'advertised': {
        const ids = this.#chosen(seat, letter, [...this.#adverts.keys()], anew);
        const envelopes = ids.map((id) => this.#pickFor(seat, this.#adverts.get(id)!));
        return { body: toBytes(codecOf(letter, session), { transcriptHash, envelopes }) };
      }
      case 'shared': {
        const dealings = this.#dealingsFor(seat);
        const ids = this.#chosen(seat, letter, [...dealings.keys()], anew);
        const chosen = ids.map((id) => dealings.get(id)!);
        const envelopes = chosen.map(({ message }) => message.envelope);
        return {
          body: toBytes(codecOf(letter, session), { transcriptHash, envelopes }),
          attachment: deliveriesTo(seat.id, chosen, this.#clients),
        };
      }
      case 'included': {
        if (!seat.dealers) return undefined;
        const ids = this.#chosen(seat, letter, [...this.#commits.keys()], anew);
        const included = ids.map((client): IncludedEntry => {
          const { envelope } = this.#pickFor(seat, this.#commits.get(client)!);
          return { client, commitDigest: envelopeDigest(envelope) };
        });
        return { body: toBytes(codecOf(letter, session), { transcriptHash, included }) };
      }
      case 'unmasking':
        return this.#composeRequest(seat, transcriptHash);
    }
  }

  /** Asks for those who are missing from the client's set, with all signatures that it can show. */
  #composeRequest(
    seat: Seat,
    transcriptHash: Uint8Array,
  ): { readonly body: Uint8Array } | undefined {
    const { dice, scenario, temper } = this.#scene;
    const { included, dealers = [] } = seat;
    const own = seat.sent.get('confirm');
    if (!included || !own) return undefined;
    const body = confirmBodyOf(own);
    const listed = included.map(({ client }) => client as ClientId);
    const dropped = dealers.filter((id) => !listed.includes(id));
    const confirms = listed.flatMap((id): Uint8Array[] => {
      if (this.#corrupt.includes(id)) {
        return [
          sealEnvelope(scenario.identities[id]!, scenario.session.digest, 'confirm', id, body),
        ];
      }
      const all = this.#confirms.get(id) ?? [];
      const agreeing = all.filter((envelope) => equalBytes(confirmBodyOf({ envelope }), body));
      const shown = agreeing[0] ?? all[0];
      return shown ? [shown] : [];
    });
    const asked = dice.chance(0.8) ? dropped : dice.some(dropped, 0);
    // What a coordinator wants most: shares of both secrets of somebody.
    const named = dice.chance(temper.greed) ? [...dropped, ...dice.some(listed, 1)] : asked;
    return {
      body: toBytes(pairwiseUnmaskingCodec(scenario.session), {
        transcriptHash,
        confirms: bySender(confirms).slice(0, this.#clients),
        schemeRequest: named.sort((a, b) => a - b),
      }),
    };
  }

  /** Whom a client is told about: all who are there, or a view that its group shares; always with itself in it. */
  #chosen(seat: Seat, letter: Letter, present: readonly ClientId[], anew: boolean): ClientId[] {
    const { dice, temper } = this.#scene;
    const withSelf = (told: readonly ClientId[]): ClientId[] =>
      present.filter((id) => told.includes(id) || id === seat.id).sort((a, b) => a - b);
    if (anew) return withSelf(dice.some(present, this.#threshold));
    const key = `${letter} ${this.#group.get(seat.id)!}`;
    const split = temper.views !== 'same' && dice.chance(letter === 'included' ? 0.8 : 0.3);
    const told = this.#told.get(key) ?? (split ? dice.some(present, this.#threshold) : present);
    this.#told.set(key, told);
    return withSelf(told);
  }

  /** One of several things that a client said: the first to most, another to some. */
  #pickFor<T>(seat: Seat, said: readonly T[]): T {
    const { dice } = this.#scene;
    return this.#group.get(seat.id)! % 2 === 1 && dice.chance(0.5) ? said.at(-1)! : said[0]!;
  }

  /** The dealings that this client can open, and now and then one that it cannot. */
  #dealingsFor(seat: Seat): Map<ClientId, Dealing> {
    const { dice } = this.#scene;
    const found = [...this.#dealings].flatMap(([id, said]): [ClientId, Dealing][] => {
      const fitting = said.find(({ keys }) => keys === seat.keys);
      const shown = fitting ?? (dice.chance(0.2) ? said[0] : undefined);
      return shown ? [[id, shown.dealing]] : [];
    });
    return new Map(found);
  }

  async #tell(seat: Seat, message: Message): Promise<void> {
    const { witness, pool } = this.#scene;
    const before = seat.transcriptHash;
    pool.add(message);
    const step = await witness.tell(seat, message);
    if (step?.kind !== 'send') return;
    const answer = openEnvelope(step.message.envelope, ANY_SIZE);
    const kind = CLIENT_PHASES[answer.type]!;
    if (kind === 'advertise' || seat.before.has(kind)) return;
    seat.before.set(kind, before);
    seat.heard.set(LETTERS[answer.type - 1]!, message);
    seat.transcriptHash = extendTranscript(before, message.envelope);
    pool.add(step.message);
    this.#keep(seat.id, kind, step.message, seat);
  }

  #keep(id: ClientId, kind: string, message: Message, seat: Pick<Seat, 'adverts' | 'keys'>): void {
    if (kind === 'share') {
      const dealing = { message, recipients: seat.adverts ?? [] };
      put(this.#dealings, id, { dealing, keys: seat.keys ?? '' });
    } else if (kind === 'commit') put(this.#commits, id, message);
    else if (kind === 'confirm') put(this.#confirms, id, message.envelope);
  }

  /** Lets a corrupt client answer what one of the honest ones was told. */
  async #ownAnswer(id: ClientId, letter: Letter): Promise<void> {
    const { dice, pool } = this.#scene;
    const corrupt = this.#corruptClients.get(id);
    const models = this.#seats.filter(
      (seat) => seat.heard.has(letter) && seat.adverts?.includes(id),
    );
    if (!corrupt || models.length === 0 || letter === 'included' || letter === 'unmasking') return;
    const { heard, adverts = [], keys = '', dealers = [] } = dice.pick(models);
    const dealings = [...this.#dealings.entries()].filter(([dealer]) => dealers.includes(dealer));
    const fitting = dealings.flatMap(([, said]) => said.slice(0, 1).map(({ dealing }) => dealing));
    const message =
      letter === 'advertised'
        ? heard.get(letter)!
        : { ...heard.get(letter)!, attachment: deliveriesTo(id, fitting, this.#clients) };
    try {
      const step = await corrupt.receive(message);
      if (step.kind !== 'send') return;
      pool.add(step.message);
      this.#keep(id, ANSWER[letter], step.message, { adverts, keys });
    } catch {
      // A reckless client may come to grief; it has fallen silent then.
    }
  }

  #seal(kind: Letter | 'invitation', body: Uint8Array): Uint8Array {
    const { scenario, witness } = this.#scene;
    const { coordinator, session } = scenario;
    const envelope = sealEnvelope(coordinator, session.digest, kind, COORDINATOR_SENDER, body);
    witness.signs(envelope);
    return envelope;
  }
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
