import { describe, expect, it } from 'vitest';
import { rosterNameProblem } from '../../src/session/rosterNames.ts';

describe('the names of a roster', () => {
  it.each([
    ['of any one script', ['Zoë', 'Дарья', 'Ελένη', 'مریم', '陳大文', 'さくら', 'नेहा']],
    ['of Latin beside scripts that nobody confuses with it', ['Anna 陳', 'team-7', 'さくらA']],
    ['with digits, blanks and marks between', ['client 1', 'client 10', "O'Neill", 'a.b_c-d']],
    ['that differ in an accent or in case', ['Zoe', 'Zoë', 'zoe']],
  ])('pass: %s', (_, names) => {
    expect(rosterNameProblem(names)).toBeUndefined();
  });

  it.each([
    ['a control character', 'an\u009bn', /"an\\u009bn" has an invisible character/],
    ['a direction', 'ann\u202e', /"ann\\u202e" has an invisible character/],
    ['no width', 'an\u200bn', /invisible character/],
    ['a variation', 'ann\ufe0f', /invisible character/],
    ['a letter without a shape', 'ann\u3164', /invisible character/],
    ['another form', 'Zoe\u0308', /normal form NFC/],
    ['a blank at its end', 'ann ', /blanks at its ends/],
    ['two blanks', 'a  n', /blanks/],
    ['an odd blank', 'a\u00a0n', /blanks/],
    ['two scripts', 'аnn', /mixes letters of Latin and Cyrillic/],
  ])('are refused with a sentence: %s', (_, name, says) => {
    expect(rosterNameProblem(['bob', name, 'eve'])).toMatch(says);
  });

  it.each([
    ['paul', 'pauI'],
    ['client1', 'clientl'],
    ['client 0', 'client O'],
    ['сор', 'cop'],
    ['ΑΝΝΑ', 'ANNA'],
    ['ann', '𝐚𝐧𝐧'],
    ['bob', 'ｂｏｂ'],
    ['arnold', 'amold'],
    ['vvilli', 'willi'],
    ["O'Neill", 'O’Neill'],
    ['a-b', 'a‐b'],
    ['ϲο', 'co'],
    ['ꓮꓠꓠ', 'ANN'],
  ])('are refused where two look alike: %s and %s', (one, other) => {
    expect(rosterNameProblem([one, 'x', other])).toMatch(/look alike; choose others$/);
    expect(rosterNameProblem([other, one])).toMatch(/look alike/);
  });
});
