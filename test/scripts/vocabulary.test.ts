import { describe, expect, it } from 'vitest';
import { findGivenUp } from '../../scripts/vocabulary/find.ts';
import { GIVEN_UP_NAMES, HABIT_PHRASES } from '../../scripts/vocabulary/words.ts';

const NAMES = [
  'const next = historyAfter(last)',
  'PHASES.map((phase) => phase)',
  'type PhaseName = string',
  'class Defences {}',
  'demandQuorum(list)',
  'unsafeBecause(parameters)',
  'interface ProofMaker {}',
  'interface ProofChecker {}',
  'judgeEvidence(file)',
  'interface Judgement {}',
  'an offence of a client',
  'interface Conviction {}',
  'kind: two-envelopes',
  'an exhibit for everybody',
  'receiveInto(slots)',
  'inOrder(slots)',
  'interface Refusal {}',
  'orRefuse(check)',
  'throw new HostError()',
  'class Loot {}',
  'class Rogue {}',
  'class Insider {}',
  'RECKLESS.without()',
  'class Arriving {}',
  'bodiesUnderWay()',
  'needsAnew(state)',
  'readOn(state)',
  'the check proof-key',
  'type CurvePoint = bigint[]',
  'type TwistPoint = bigint[]',
  'type Quadratic = bigint[]',
];

const PHRASES = [
  'anything that whoever sent it',
  'a number is none until then',
  'they are none of them',
  'that was none',
  'a key of its own',
  'keys of their own',
  'the roster at hand',
  'start anew',
  'the very list',
  'this very session',
  'What became of a message',
  'what comes of it',
  'what travels beside it',
  'and besides',
  'a file that is no list of clients',
];

const ALLOWED = [
  'There is no part of a message that is unsigned.',
  'It is no longer than that; there is no more of it, or there is none.',
  'The very first message, and a very large one.',
  'It owns its own key: Participants, Phases, reasons because of which it ends.',
  'the conditions on which it demands more',
];

describe('the vocabulary', () => {
  it.each([...NAMES, ...PHRASES])('is left by “%s”', (line) => {
    expect(findGivenUp(`const fine = 1;\n// ${line}\n`)).toMatchObject([{ line: 2 }]);
  });

  it.each([...GIVEN_UP_NAMES, ...HABIT_PHRASES])('has a line for $pattern', ({ pattern }) => {
    expect([...NAMES, ...PHRASES].some((line) => pattern.test(line))).toBe(true);
  });

  it.each(ALLOWED)('allows “%s”', (line) => {
    expect(findGivenUp(line)).toEqual([]);
  });

  it('finds a phrase across the lines of a comment', () => {
    expect(findGivenUp('/**\n * A key of its\n * own.\n */')).toMatchObject([{ line: 2 }]);
  });

  it('says what to write instead', () => {
    expect(findGivenUp('whoever')[0]?.instead).toContain('anyone who');
  });
});
