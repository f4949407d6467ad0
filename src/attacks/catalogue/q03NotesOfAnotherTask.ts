import { memoryLedger } from '../../session/ledger.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { MemoryNotes } from '../harness/memoryNotes.ts';
import { sumOf, whileServed } from '../harness/service.ts';
import { type Visit, visit } from '../harness/visit.ts';
import { breaking } from '../harness/wire.ts';
import { allBut, another, ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(3);

export const notesOfAnotherTask: Attack = {
  id: 'Q03',
  title: 'The notes of one task take the vector of another',
  check: 'policy-task',
  who: 'network',
  can: 'cut a participant off until its user gives up',
  steps: [
    'The victim joins "steps", and its first message does not get through; its process ends, and its notes stay.',
    'Its user takes part in "sleep" next, with another vector and the same place for notes.',
    'The process goes on with the session in the notes: the vector for "sleep" is in the sum of "steps".',
  ],
  source: 'ours',
  run: (testBed) =>
    whileServed(testBed, async (served) => {
      const steps = scenarioOf(testBed, { clients: 4, threshold: 3, task: 'steps' });
      const sleep = another(steps, { task: 'sleep', round: 9 });
      const hosted = await served.open(steps);
      const others = Promise.all(allBut(steps, VICTIM!).map((id) => visit(steps, id, served)));
      const ledger = memoryLedger();
      const notes = new MemoryNotes();
      const opened = async (): Promise<Pick<Visit, 'ledger' | 'journal'>> => ({
        ledger,
        journal: await notes.open(steps, VICTIM!),
      });

      const stop = new AbortController();
      const cut = { ...(await opened()), signal: stop.signal, wire: breaking(stop) };
      const before = await visit(steps, VICTIM!, served, cut);
      const vector = steps.inputs[VICTIM!]!.map((x) => x + 1);
      const led = await visit(sleep, VICTIM!, served, {
        ...(await opened()),
        input: () => vector,
      });
      const alarms = [...before.alarms, ...led.alarms];
      if (alarms.length === 0) await others;

      const expected = plainSum(steps, allBut(steps, VICTIM!)).map((x, i) => x + vector[i]!);
      const succeeded = sameVector(sumOf(hosted), expected);
      const gained = succeeded ? 'the sum of "steps", with a vector for "sleep" in it' : 'nothing';
      return outcomeOf(alarms, { succeeded, gained });
    }),
};
