/** One participant on a page: the client of the library over fetch; the heavy work is done by the kernel's workers. */
import {
  CHECKS,
  defaultKernel,
  encodeInput,
  generateIdentity,
  identityFromSeed,
  fromHex,
  type Session,
  systemRandom,
  toHex,
} from 'veilsum';
import { type Participated, takePart } from 'veilsum/http';
import { append, byId, show } from '../shared/dom.ts';
import { showReport, sumText } from '../shared/reportTable.ts';
import { type Filled, filledForm } from './form.ts';
import { storageLedger } from './ledger.ts';

const SEARCHES = {
  'no-task': 'the coordinator has none of this task',
  'no-round': 'it has none of this round',
  'no-open-round': 'its latest round takes nobody in any more',
};

const secret = byId('secret', HTMLInputElement);
const phases = byId('phases', HTMLOListElement);
const progress = byId('progress', HTMLProgressElement);
const outcome = byId('outcome', HTMLParagraphElement);

byId('generate', HTMLButtonElement).addEventListener('click', () => {
  secret.value = toHex(generateIdentity(systemRandom).secret.expose());
  showPublicKey();
});
secret.addEventListener('input', showPublicKey);
byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  byId('join', HTMLButtonElement).disabled = true;
  join()
    .catch((error: unknown) => {
      show(outcome, `failed: ${error instanceof Error ? error.message : String(error)}`);
      outcome.className = 'failed';
    })
    .finally(() => {
      byId('join', HTMLButtonElement).disabled = false;
    });
});

function showPublicKey(): void {
  const seed = fromHex(secret.value);
  byId('public', HTMLElement).textContent =
    seed?.length === 32 ? identityFromSeed(seed).publicKey.toHex() : 'none yet';
}

async function join(): Promise<void> {
  phases.replaceChildren();
  show(outcome, 'waiting for the session');
  outcome.className = '';
  const filled = filledForm();
  const kernel = await defaultKernel();
  const ended = await takePart({
    ...filled,
    fetch: globalThis.fetch.bind(globalThis),
    now: () => Date.now(),
    ledger: storageLedger(filled.identity.publicKey.toHex()),
    kernel,
    random: systemRandom,
    input: (session) => inputFor(session, filled),
    onSearch: (status) => {
      append(phases, 'li', `waiting for a session: ${SEARCHES[status.kind]}`);
    },
    onPhase: (phase) => {
      append(phases, 'li', `waiting for the coordinator: ${phase}`);
    },
    onProgress: (fraction) => {
      progress.value = fraction;
    },
  });
  showOutcome(ended);
}

/** Encodes the vector as the session asks for. */
function inputFor({ parameters }: Session, { values }: Filled): Int32Array {
  const { encoding } = parameters;
  const input = encoding.kind === 'weighted-mean' ? { values, weight: 1 } : values;
  return encodeInput(encoding, parameters, input, systemRandom);
}

function showOutcome(ended: Participated): void {
  if (ended.kind !== 'published') {
    const { code, message } = ended;
    const check = Object.hasOwn(CHECKS, code) ? CHECKS[code as keyof typeof CHECKS] : undefined;
    const stops = check ? `; this check stops ${check.stops}` : '';
    show(outcome, `no sum came of the session: ${code}: ${message}${stops}`);
    outcome.className = 'failed';
    return;
  }
  const { report } = ended;
  showReport(byId('report', HTMLElement), report);
  show(outcome, report.valid ? 'verified' : 'the record is invalid');
  outcome.className = report.valid ? 'passed' : 'failed';
  if (report.valid) byId('sum', HTMLParagraphElement).textContent = sumText(report);
}
