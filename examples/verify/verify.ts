/** Checks a record on a page, offline: the same verifier as `verify-aggregate`. */
import { defaultKernel, fromHex, planesVerifier } from 'veilsum';
import { verifyAggregate, type VerifierPolicy } from 'veilsum/verify';
import { byId, show } from '../shared/dom.ts';
import { showReport, sumText } from '../shared/reportTable.ts';
import { rosterIn } from '../shared/roster.ts';

const outcome = byId('outcome', HTMLParagraphElement);
const drop = byId('drop', HTMLDivElement);
let asked = 0;

drop.addEventListener('dragover', (event) => {
  event.preventDefault();
});
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer?.files ?? []) {
    const files = new DataTransfer();
    files.items.add(file);
    const id = file.name.endsWith('.json')
      ? 'roster'
      : /receipt/.test(file.name)
        ? 'receipt'
        : 'record';
    byId(id, HTMLInputElement).files = files.files;
  }
  void verify();
});
drop.addEventListener('change', () => void verify());

/** Checks what is there, whenever something changes; an answer to an earlier question is not shown. */
async function verify(): Promise<void> {
  const mine = ++asked;
  const report = byId('report', HTMLElement);
  const sum = byId('sum', HTMLParagraphElement);
  report.replaceChildren();
  sum.textContent = '';
  const [record, roster] = [fileOf('record'), fileOf('roster')];
  if (!record || !roster) {
    show(outcome, `waiting for ${record ? 'the roster' : 'the record'}`);
    return;
  }
  try {
    show(outcome, 'checking');
    const kernel = await defaultKernel();
    const found = await verifyAggregate(
      new Uint8Array(await record.arrayBuffer()),
      await policyOf(roster),
      kernel,
      { checker: planesVerifier(kernel) },
    );
    if (mine !== asked) return;
    showReport(report, found);
    show(outcome, found.valid ? 'verified' : 'invalid');
    if (found.valid) sum.textContent = sumText(found);
  } catch (error) {
    if (mine !== asked) return;
    show(outcome, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function policyOf(rosterFile: File): Promise<VerifierPolicy> {
  const roster = rosterIn(await rosterFile.text());
  const receipt = fileOf('receipt');
  return {
    roster,
    rosterDigest: roster.digest,
    minClients: numberIn('inputs'),
    maxCorrupt: numberIn('corrupt'),
    coordinatorKey: keyIn('coordinator'),
    expectMine: receipt && new Uint8Array(await receipt.arrayBuffer()),
  };
}

function fileOf(id: string): File | undefined {
  return byId(id, HTMLInputElement).files?.[0];
}

function numberIn(id: string): number | undefined {
  const { value } = byId(id, HTMLInputElement);
  return value === '' ? undefined : Number(value);
}

/** A demand that cannot be read must not be left out. */
function keyIn(id: string): Uint8Array | undefined {
  const { value } = byId(id, HTMLInputElement);
  if (value === '') return undefined;
  const key = fromHex(value);
  if (key?.length !== 32) throw new Error('the coordinator’s key has not 64 hexadecimal digits');
  return key;
}
