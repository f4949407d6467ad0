/**
 * Writes docs/attacks.md from the table of checks and the catalogue. With `--check`, only reports
 * whether the file is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Attack } from '../../src/attacks/attack.ts';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { type OutOfScope, OUT_OF_SCOPE } from '../../src/attacks/outOfScope.ts';
import { KNOWN_DEFECTS } from '../../src/attacks/knownDefects/index.ts';
import type { KnownDefect } from '../../src/attacks/knownDefects/knownDefect.ts';
import {
  CHECK_NAMES,
  type CheckName,
  checkNumber,
  CHECKS,
  NUMBERED_CHECKS,
} from '../../src/session/checks/table.ts';

const FILE = new URL('../../docs/attacks.md', import.meta.url);

const INTRODUCTION = `# Attacks

<!-- Written by scripts/docs/attacks.ts from src/session/checks/table.ts and src/attacks; change those, and run it again. -->

Every defence of veilsum is one named check, and its name is the code that it raises: in a client’s abort, in the
coordinator’s rejection, in a line of a verifier’s report. For every check there is an attack that succeeds without it. Each attack
is a program with real parties, of which one or several deviate. It runs twice: with every check on, it must be caught by the
check that it targets; with that check alone off, it must succeed, as its data show: the victim’s vector recovered exactly, a wrong
sum that verifies, an honest party named for something it did not do. If several checks in a row stop an attack, it
lists them, and its control has all of them off; each of these has another attack that it stops alone. So no check is dead, and no attack is a straw man.

A check that a verifier makes also has its number in the [specification](specification.md#what-the-verifier-checks),
V01 to ${checkNumber(NUMBERED_CHECKS.at(-1)!)!}, as in a report, even where another party makes it in an attack.

Checks can be switched off only inside the suite. Everything that the package exports runs with all of them on.
`;

const NAMES = {
  coordinator: 'The coordinator deviates',
  client: 'A client deviates',
  network: 'The network deviates',
  machine: 'Others on a participant’s machine deviate',
} as const satisfies Record<Attack['who'], string>;

function link({ id }: Attack): string {
  return `[${id}](#${id.toLowerCase()})`;
}

/** The name of a check, and its number if verifiers make it. */
function called(check: CheckName): string {
  const number = checkNumber(check);
  return number === undefined
    ? `\`${check}\``
    : `\`${check}\` ([${number}](specification.md#what-the-verifier-checks))`;
}

function row(check: CheckName): string {
  const { by, demands, stops } = CHECKS[check];
  const attacks = CATALOGUE.filter((attack) => attack.check === check).map(link);
  return `| ${checkNumber(check) ?? ''} | \`${check}\` | ${by.join(', ')} | ${demands} | ${stops} | ${attacks.join(', ')} |`;
}

function matrix(): string {
  const head =
    '| # | check | made by | demands that | stops | attacks |\n|---|---|---|---|---|---|';
  return ['## The checks', '', head, ...CHECK_NAMES.map(row), ''].join('\n');
}

function named(party: NonNullable<Attack['names']>): string {
  return party === 'coordinator' ? 'the coordinator' : `client ${party}, which deviates`;
}

function section(attack: Attack): string {
  const { id, title, check, behind = [], can, steps, source } = attack;
  const others =
    behind.length === 0 ? '' : ` (and, were it off, by ${behind.map(called).join(', ')})`;
  const culprit = attack.names === undefined ? '' : ` Culprit: ${named(attack.names)}.`;
  return [
    `### ${id}`,
    '',
    `**${title}.** Can ${can}.`,
    '',
    ...steps.map((step, i) => `${i + 1}. ${step}`),
    '',
    `Stopped by ${called(check)}${others}.${culprit} Source: ${source}.`,
    '',
  ].join('\n');
}

function list(who: Attack['who']): string {
  const attacks = CATALOGUE.filter((attack) => attack.who === who);
  return [`## ${NAMES[who]}`, '', ...attacks.map(section)].join('\n');
}

function defect({ id, title, can, steps, ours, source }: KnownDefect): string {
  return [
    `### ${id}`,
    '',
    `**${title}.** Can ${can}.`,
    '',
    ...steps.map((step, i) => `${i + 1}. ${step}`),
    '',
    `Here: ${ours} Source: ${source}.`,
    '',
  ].join('\n');
}

function shown(place: string): string {
  return place.includes('/') ? `\`${place}\`` : `[${place}](#${place.toLowerCase()})`;
}

function coveredRow({ id, title, shownBy, reason }: OutOfScope): string {
  return `| ${id} | ${title} | ${reason} | ${shownBy.map(shown).join(', ')} |`;
}

const OTHERWISE = `## Stopped in another way

The remaining attacks of the plan have no single check to switch off: the design itself stops them, or they are variants of
another attack.
`;

function otherwise(): string {
  const head = '| id | attack | why there is no switch | shown by |\n|---|---|---|---|';
  return [OTHERWISE, head, ...OUT_OF_SCOPE.map(coveredRow), ''].join('\n');
}

const DEFECTS = `## Defects of other implementations

Each of these defects was published about another design or its code. The attack runs twice: on a small model of the defective
design, where it succeeds, and in the same way on this library, where it fails.
`;

const FORMAT = { ...(await resolveConfig(FILE)), parser: 'markdown' };

const parts = [
  INTRODUCTION,
  matrix(),
  list('coordinator'),
  list('client'),
  list('network'),
  list('machine'),
];
parts.push(otherwise(), DEFECTS, ...KNOWN_DEFECTS.map(defect));
const text = await format(parts.filter((part) => part !== '').join('\n'), FORMAT);

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error('docs/attacks.md is out of date: run tsx scripts/docs/attacks.ts');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, text);
}
