/** Checks records on a page, offline: the same verifier as `verify-aggregate`. */
import { defaultKernel, openRecord, planesVerifier, systemRandom } from 'veilsum';
import { verifyAggregate, type VerifierPolicy } from 'veilsum/verify';
import { byId, show } from '../shared/dom.ts';
import { reportCard, unreadCard } from './card.ts';
import { kindOf, mixUp } from './mixUps.ts';
import { policyIn } from './policy.ts';

const outcome = byId('outcome', HTMLParagraphElement);
const form = byId('form', HTMLFormElement);
const reports = byId('reports', HTMLElement);
let asked = 0;

form.addEventListener('submit', (event) => {
  event.preventDefault();
});
form.addEventListener('dragover', (event) => {
  event.preventDefault();
});
form.addEventListener('drop', (event) => {
  event.preventDefault();
  void sort([...(event.dataTransfer?.files ?? [])]).then(verify);
});
form.addEventListener('change', () => void verify());
byId('print', HTMLButtonElement).addEventListener('click', () => {
  window.print();
});
window.addEventListener('beforeprint', () => {
  for (const details of reports.querySelectorAll('details')) details.open = true;
});

/** Puts dropped files where they belong, by what is in them. What belongs nowhere is told to be no record. */
async function sort(files: readonly File[]): Promise<void> {
  const dropped = {
    record: new DataTransfer(),
    roster: new DataTransfer(),
    receipt: new DataTransfer(),
  };
  for (const file of files) {
    const kind = await kindOf(file);
    dropped[kind === 'roster' || kind === 'receipt' ? kind : 'record'].items.add(file);
  }
  for (const [id, { files: sorted }] of Object.entries(dropped)) {
    if (sorted.length > 0) byId(id, HTMLInputElement).files = sorted;
  }
}

/** Checks what is there, whenever something changes; an answer to an earlier question is not shown. */
async function verify(): Promise<void> {
  const mine = ++asked;
  const records = [...(byId('record', HTMLInputElement).files ?? [])];
  const roster = byId('roster', HTMLInputElement).files?.[0];
  clear();
  if (records.length === 0 || !roster) {
    show(outcome, `waiting for ${records.length > 0 ? 'the roster' : 'the records'}`);
    return;
  }
  show(outcome, 'checking');
  try {
    const policy = await policyIn(roster);
    let verified = 0;
    for (const file of records) {
      const { card, valid } = await cardOf(file, policy);
      if (mine !== asked) return;
      if (valid) verified++;
      reports.append(card);
    }
    byId('tools', HTMLParagraphElement).hidden = false;
    show(
      outcome,
      `${verified} of ${records.length} ${records.length === 1 ? 'record' : 'records'} verified`,
    );
  } catch (error) {
    if (mine !== asked) return;
    clear();
    show(outcome, `cannot be checked: ${problemOf(error)}`);
  }
}

function clear(): void {
  for (const { href } of reports.querySelectorAll('a')) URL.revokeObjectURL(href);
  reports.replaceChildren();
  byId('tools', HTMLParagraphElement).hidden = true;
}

async function cardOf(
  file: File,
  policy: VerifierPolicy,
): Promise<{ card: HTMLElement; valid: boolean }> {
  try {
    const mistaken = await mixUp(file, 'record');
    if (mistaken !== undefined) return { card: unreadCard(file.name, mistaken), valid: false };
    const bytes = new Uint8Array(await file.arrayBuffer());
    const kernel = await defaultKernel();
    const { system } = openRecord(bytes, policy.roster, kernel).session.parameters.proofs;
    const checker = system === 'planes' ? planesVerifier(kernel) : undefined;
    const report = await verifyAggregate(bytes, policy, kernel, { checker, random: systemRandom });
    return { card: reportCard(file.name, report, policy), valid: report.valid };
  } catch (error) {
    const problem = `this is not a record, or it is truncated or altered (${problemOf(error)})`;
    return { card: unreadCard(file.name, problem), valid: false };
  }
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
