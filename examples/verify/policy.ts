import { fromHex } from 'veilsum';
import type { VerifierPolicy } from 'veilsum/verify';
import { byId } from '../shared/dom.ts';
import { mixUp } from './mixUps.ts';
import { rosterIn } from '../shared/roster.ts';

/** What the form requires. A requirement that cannot be read must not be left out. @throws Error saying which */
export async function policyIn(rosterFile: File): Promise<VerifierPolicy> {
  await requireKind(rosterFile, 'roster');
  const roster = rosterIn(await rosterFile.text());
  const receipt = byId('receipt', HTMLInputElement).files?.[0];
  if (receipt) await requireKind(receipt, 'receipt');
  return {
    roster,
    rosterDigest: roster.digest,
    minClients: numberIn('inputs'),
    maxCorrupt: numberIn('corrupt'),
    coordinatorKey: keyIn('coordinator'),
    task: textIn('task'),
    round: numberIn('round'),
    expectMine: receipt && new Uint8Array(await receipt.arrayBuffer()),
  };
}

async function requireKind(file: File, wanted: 'roster' | 'receipt'): Promise<void> {
  const mistaken = await mixUp(file, wanted);
  if (mistaken !== undefined) throw new Error(`${file.name}: ${mistaken}`);
}

function textIn(id: string): string | undefined {
  const { value } = byId(id, HTMLInputElement);
  return value === '' ? undefined : value;
}

function numberIn(id: string): number | undefined {
  const input = byId(id, HTMLInputElement);
  if (input.validity.badInput) throw new Error(`${labelOf(input)}: write a whole number`);
  return input.value === '' ? undefined : Number(input.value);
}

function keyIn(id: string): Uint8Array | undefined {
  const input = byId(id, HTMLInputElement);
  if (input.value === '') return undefined;
  const key = fromHex(input.value.trim());
  if (key?.length !== 32) throw new Error(`${labelOf(input)}: write 64 hexadecimal digits`);
  return key;
}

function labelOf(input: HTMLInputElement): string {
  return input.labels?.[0]?.textContent.trim() ?? input.id;
}
