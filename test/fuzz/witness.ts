import { codecOf, MESSAGE_TYPES } from '../../src/messages/table.ts';
import type { ClientSession, ClientStep } from '../../src/client/clientSession.ts';
import type { SubmissionOutcome } from '../../src/coordinator/submissions.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import type { Abort, Advance, Rejection } from '../../src/session/outcome.ts';
import type { ClientId, Party } from '../../src/session/party.ts';
import type { Session } from '../../src/session/session.ts';
import { maskingUnmaskCodec, type RevealedShare } from '../../src/schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec } from '../../src/schemes/pairwise/messages.ts';
import { type Codec, fromBytes } from '../../src/wire/codec.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import { shownInMessage, shownInText, textOf } from './leaks.ts';
import type { Person } from './parties/person.ts';
import type { Seat } from './parties/seat.ts';
import { Releases } from './releases.ts';
import type { Violation, ViolationKind } from './violation.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;
/** A delivery takes milliseconds. */
const PATIENCE_MS = 30_000;
/** Evidence is long. */
const MAX_DETAIL = 1000;

/** Watches the honest parties of a few sessions: every delivery to them goes through it, and is counted. */
export class Witness {
  readonly violations: Violation[] = [];
  deliveries = 0;
  /** How often each code was raised, and each phase answered: what the fuzzing reached. */
  readonly reached: Map<string, number> = new Map();
  readonly #people: ReadonlyMap<ClientId, Person>;
  /** Whether nobody may blame the coordinator either. */
  readonly #coordinatorIsHonest: boolean;
  /** Envelopes that their senders truly made, in hex of their signatures and of what they sign. */
  readonly #genuine = new Set<string>();
  readonly #slots = new Map<string, Message>();
  readonly #rounds = new Map<string, string>();
  readonly #releases = new Map<Scenario, Releases>();

  constructor(people: ReadonlyMap<ClientId, Person>, coordinatorIsHonest: boolean) {
    this.#people = people;
    this.#coordinatorIsHonest = coordinatorIsHonest;
  }

  /** Notes an envelope that the coordinator signed. */
  signs(envelope: Uint8Array): void {
    this.#genuine.add(toHex(envelope));
  }

  /** Delivers to an honest client, and judges what it does. */
  async tell(seat: Seat, message: Message): Promise<ClientStep | undefined> {
    const step = await this.deliver(() => seat.client.receive(message));
    if (step?.kind === 'send') {
      const { type } = openEnvelope(step.message.envelope, ANY_SIZE);
      const answered = [...seat.sent.values()].some((sent) => sent === step.message);
      this.#judgeSlot(seat.person, seat.scenario.session.digest, step.message);
      this.#count(answered ? 'repeated' : `answered ${type}`);
      if (!answered) this.#judgeAnswer(seat, message, step.message);
    } else if (step) this.judgeError(step);
    return step;
  }

  /** Delivers to the honest coordinator, and judges whom it took the message to be from. */
  async tellCoordinator(
    message: Message,
    receive: (message: Message) => Promise<SubmissionOutcome>,
  ): Promise<void> {
    const receipt = await this.deliver(() => receive(message));
    if (receipt === undefined) return;
    if (receipt.kind === 'rejection') {
      this.judgeError(receipt);
      return;
    }
    this.#count(`coordinator ${receipt.kind}`);
    if (this.#people.has(receipt.client) && !this.#genuine.has(toHex(message.envelope))) {
      this.report('forged', `the coordinator took a message for client ${receipt.client}’s own`);
    }
  }

  /** Lets an honest person join, or refuse to. */
  async joins(
    person: Person,
    join: () => Promise<Advance<ClientSession, Message> | Abort>,
  ): Promise<{ state: ClientSession; output: Message } | undefined> {
    const joined = await this.deliver(join);
    if (joined === undefined) return undefined;
    if (joined.kind === 'abort') {
      this.judgeError(joined);
      return undefined;
    }
    const { digest, parameters } = joined.state.session;
    const round = `${person.id} ${parameters.task} ${parameters.round}`;
    const before = this.#rounds.get(round);
    if (before !== undefined && before !== toHex(digest)) {
      this.report('two-participations', `client ${person.id} is in two sessions of one round`);
    }
    this.#rounds.set(round, toHex(digest));
    this.#judgeSlot(person, digest, joined.output);
    this.#count('joined');
    return joined;
  }

  /** Judges a session after everything that was released in it. */
  close(scenario: Scenario): void {
    const releases = this.#releases.get(scenario);
    if (!releases) return;
    const { threshold, maxCorrupt } = scenario.session.parameters;
    const corrupt = new Set(
      scenario.identities.map((_, id) => id as ClientId).filter((id) => !this.#people.has(id)),
    );
    const size = releases.smallestSum(corrupt, threshold);
    if (size !== undefined) this.#count('unmasked');
    if (size !== undefined && size < threshold - maxCorrupt) {
      this.report(
        'small-sum',
        `a sum over ${size} honest inputs, ${threshold - maxCorrupt} promised`,
      );
    }
  }

  /** Counts a delivery, and makes sure that it ends, in time and without an exception. */
  async deliver<T>(delivery: () => Promise<T>): Promise<T | undefined> {
    this.deliveries++;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        this.report('hung', `a delivery took more than ${PATIENCE_MS} ms`);
        resolve(undefined);
      }, PATIENCE_MS);
    });
    try {
      return await Promise.race([delivery(), tooLong]);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.report('thrown', text);
      if (shownInText(this.#people.values(), text)) this.report('secret-shown', text);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Judges an abort or a rejection of an honest party. */
  judgeError(error: Abort | Rejection): void {
    this.#count(`${error.kind} ${error.code}`);
    if (this.#isHonest(error.culprit)) {
      this.report('honest-blamed', `${error.code}: ${error.message} (${String(error.culprit)})`);
    }
    const text = textOf(error);
    if (shownInText(this.#people.values(), text)) this.report('secret-shown', text);
  }

  /** Judges what a file of evidence shows. */
  judgeConviction(culprit: Party, detail: string): void {
    this.#count(`convicted ${detail.split(':')[0]!}`);
    if (this.#isHonest(culprit)) {
      this.report('honest-convicted', `${detail} (${String(culprit)})`);
    }
  }

  report(kind: ViolationKind, detail: string): void {
    this.violations.push({ kind, detail: detail.slice(0, MAX_DETAIL) });
  }

  #isHonest(party: Party | undefined): boolean {
    if (party === 'coordinator') return this.#coordinatorIsHonest;
    return party !== undefined && this.#people.has(party);
  }

  #count(what: string): void {
    this.reached.set(what, (this.reached.get(what) ?? 0) + 1);
  }

  #judgeSlot(person: Person, joined: Uint8Array, sent: Message): void {
    const { session, type, sender, body } = openEnvelope(sent.envelope, ANY_SIZE);
    this.#genuine.add(toHex(sent.envelope));
    const slot = `${toHex(session)} ${type} ${sender}`;
    const first = this.#slots.get(slot);
    if (first && !sameMessage(first, sent)) {
      this.report('two-answers', `client ${sender} said two things in phase ${type}`);
    }
    if (first) return;
    this.#slots.set(slot, sent);
    if (type === MESSAGE_TYPES.advertise) person.shows(read(pairwiseAdvertiseCodec, body).nonce);
    if (sender !== person.id || !equalBytes(session, joined)) {
      this.report('forged', `client ${person.id} signed as client ${sender}`);
    }
    if (shownInMessage(person, sent)) {
      this.report('secret-shown', `in what client ${sender} sends in phase ${type}`);
    }
  }

  /** Judges a new answer by the message that it answers, and notes what the client was made to believe. */
  #judgeAnswer(seat: Seat, received: Message, sent: Message): void {
    const { scenario, id } = seat;
    const { session } = scenario;
    const answer = openEnvelope(sent.envelope, ANY_SIZE);
    const { body } = openEnvelope(received.envelope, ANY_SIZE, 'lenient');
    if (!this.#genuine.has(toHex(received.envelope))) {
      this.report('forged', `client ${id} answered what the coordinator never signed`);
    }
    const releases = this.#releasesOf(scenario);
    releases.seats.set(id, seat);
    switch (answer.type) {
      case MESSAGE_TYPES.share: {
        const { transcriptHash, envelopes } = read(codecOf('advertised', session), body);
        seat.keys = toHex(extendTranscript(transcriptHash, received.envelope));
        seat.adverts = this.#sendersOf(seat, envelopes);
        seat.sent.set('share', sent);
        return;
      }
      case MESSAGE_TYPES.commit: {
        seat.dealers = this.#sendersOf(seat, read(codecOf('shared', session), body).envelopes);
        this.#requireNested(seat, seat.dealers, seat.adverts);
        seat.sent.set('commit', sent);
        return;
      }
      case MESSAGE_TYPES.confirm: {
        seat.included = read(codecOf('included', session), body).included;
        const listed = seat.included.map(({ client }) => client as ClientId);
        this.#requireNested(seat, listed, seat.dealers);
        seat.sent.set('confirm', sent);
        return;
      }
      default:
        seat.sent.set('unmask', sent);
        this.#judgeQuorum(seat, read(codecOf('unmasking', session), body).confirms);
        for (const { client, kind } of revealedIn(session, answer.body)) {
          if (releases.note(id, client as ClientId, kind)) {
            this.report(
              'both-shares',
              `shares of both secrets of client ${client}, one from ${id}`,
            );
          }
        }
    }
  }

  /** The senders of the envelopes in a list that an honest client accepted. */
  #sendersOf({ scenario }: Seat, envelopes: readonly Uint8Array[]): ClientId[] {
    return envelopes.map((bytes) => {
      const { sender, session } = openEnvelope(bytes, ANY_SIZE, 'lenient');
      const foreign = !equalBytes(session, scenario.session.digest);
      const honest = this.#people.has(sender as ClientId);
      if (foreign || (honest && !this.#genuine.has(toHex(bytes)))) {
        this.report(
          'forged',
          `a list was accepted with a message of client ${sender} in it that is not its own`,
        );
      }
      return sender as ClientId;
    });
  }

  /** Honest clients whose confirmations were shown must have made them; without the check nobody has read them. */
  #judgeQuorum({ id, scenario }: Seat, confirms: readonly Uint8Array[]): void {
    if (!scenario.testBed.checks.isOn('confirm-quorum')) return;
    for (const bytes of confirms) {
      const { sender } = openEnvelope(bytes, ANY_SIZE, 'lenient');
      if (this.#people.has(sender as ClientId) && !this.#genuine.has(toHex(bytes))) {
        this.report('forged', `client ${id} counted a confirmation that is not client ${sender}’s`);
      }
    }
  }

  #requireNested(seat: Seat, list: readonly ClientId[], before: readonly ClientId[] = []): void {
    const stranger = list.find((id) => !before.includes(id));
    if (stranger !== undefined) {
      this.report('stranger', `client ${seat.id} accepted a list with client ${stranger} in it`);
    }
  }

  #releasesOf(scenario: Scenario): Releases {
    const releases = this.#releases.get(scenario) ?? new Releases();
    this.#releases.set(scenario, releases);
    return releases;
  }
}

/** The shares in a client's answer. */
function revealedIn({ parameters }: Session, body: Uint8Array): readonly RevealedShare[] {
  return read(maskingUnmaskCodec(parameters.clients), body).schemeBody;
}

function read<T>(codec: Codec<T>, body: Uint8Array): T {
  return fromBytes(codec, body, ANY_SIZE, 'body', 'lenient');
}

function sameMessage(a: Message, b: Message): boolean {
  const none = new Uint8Array(0);
  return (
    equalBytes(a.envelope, b.envelope) && equalBytes(a.attachment ?? none, b.attachment ?? none)
  );
}
