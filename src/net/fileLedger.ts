import { open, readFile } from 'node:fs/promises';
import { type Ledger, memoryLedger, type Participation } from '../session/ledger.ts';

/** A ledger file that cannot be trusted: taking part without it could send an input twice. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/**
 * A ledger in a file: one JSON line a participation, appended and synced before `add` resolves. A last line that a crash
 * cut short is dropped, as nothing was sent for it yet.
 *
 * @throws LedgerError for a file that was damaged in another way
 */
export async function openFileLedger(path: string): Promise<Ledger> {
  const known = memoryLedger();
  const whole = await wholeLines(path);
  for (const [i, line] of whole.lines.entries()) {
    await known.add(participationFrom(line, `${path}, line ${i + 1}`));
  }
  if (whole.torn) await cutTo(path, whole.bytes);
  return {
    has: (task, round) => known.has(task, round),
    add: async (participation) => {
      await append(path, `${JSON.stringify(participation)}\n`);
      await known.add(participation);
    },
  };
}

async function wholeLines(
  path: string,
): Promise<{ lines: string[]; bytes: number; torn: boolean }> {
  const content = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array(0);
    throw error;
  });
  const bytes = content.lastIndexOf(10) + 1;
  const text = new TextDecoder().decode(content.subarray(0, bytes));
  return { lines: text.split('\n').slice(0, -1), bytes, torn: bytes < content.length };
}

function participationFrom(line: string, at: string): Participation {
  try {
    const { task, round, session } = JSON.parse(line) as Record<string, unknown>;
    if (typeof task === 'string' && Number.isSafeInteger(round) && typeof session === 'string') {
      return { task, round: round as number, session };
    }
  } catch {
    // Falls through to the one error for every kind of damage.
  }
  throw new LedgerError(
    `${at}: the participation ledger is damaged; restore it before taking part again, as a forgotten round can give an input away`,
  );
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function cutTo(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
