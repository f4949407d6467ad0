import type { ClientId } from '../../session/party.ts';
import type { Answer, Dealing, HolderAnswer } from './dealing.ts';

type Dealings = ReadonlyMap<ClientId, Pick<Dealing, 'leaves'>>;

const holdings = new WeakMap<Dealings, ReadonlyMap<ClientId, readonly ClientId[]>>();

/** The dealers that dealt to a client, ascending. Found once for all clients, so that who deals to few costs as little. */
export function dealersTo(holder: ClientId, dealings: Dealings): readonly ClientId[] {
  let known = holdings.get(dealings);
  if (!known) {
    const found = new Map<ClientId, ClientId[]>();
    for (const [dealer, { leaves }] of dealings) {
      for (const recipient of leaves.recipients) {
        const held = found.get(recipient);
        if (held) held.push(dealer);
        else found.set(recipient, [dealer]);
      }
    }
    known = found;
    holdings.set(dealings, known);
  }
  return known.get(holder) ?? [];
}

/** The answers with a share of a dealer's secret. */
export type AnswersByDealer = (dealer: ClientId) => readonly HolderAnswer[];

/** Which answers have a share of each dealer's secret, in the order given. */
export function answersByDealer(answers: readonly HolderAnswer[]): AnswersByDealer {
  const found = new Map<ClientId, HolderAnswer[]>();
  for (const answer of answers) {
    for (const dealer of answer[1].keys()) {
      const held = found.get(dealer);
      if (held) held.push(answer);
      else found.set(dealer, [answer]);
    }
  }
  return (dealer) => found.get(dealer) ?? [];
}

/** The answers of a phase, ascending by holder. */
export function byHolder(
  answers: ReadonlyMap<ClientId, { readonly contents: Answer }>,
): readonly HolderAnswer[] {
  return [...answers]
    .sort(([a], [b]) => a - b)
    .map(([holder, { contents }]): HolderAnswer => [holder, contents]);
}
