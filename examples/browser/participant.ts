/** One participant on a page: the client of the library over fetch; the heavy work is done by the kernel's workers. */
import {
  CHECKS,
  createPlanesProver,
  defaultKernel,
  encodeInput,
  generateIdentity,
  identityFromSeed,
  fromHex,
  planesVerifier,
  policyWarnings,
  type Session,
  systemRandom,
  toHex,
} from 'veilsum';
import { type Participated, takePart } from 'veilsum/http';
import { append, byId, show } from '../shared/dom.ts';
import { showReport, sumText } from '../shared/reportTable.ts';
import { filledForm } from './form.ts';
import { isStoragePersistent } from '../shared/database.ts';
import { openBrowserLedger } from './ledger.ts';

/** For sessions with proofs that need no keys; its worker starts with the first proof. */
const prover = createPlanesProver();

const SEARCHES = {
  'no-task': 'the coordinator has none of this task',
  'no-round': 'it has none of this round',
  'no-open-round': 'its latest round takes nobody in any more',
};

const secret = byId('secret', HTMLInputElement);
const phases = byId('phases', HTMLOListElement);
const progress = byId('progress', HTMLProgressElement);
const outcome = byId('outcome', HTMLParagraphElement);
const warning = byId('warning', HTMLParagraphElement);

const ROUND_SPENT = 'the round is used up, and the vector is not: it can go into the next round';
const INPUT_SPENT =
  'the round and the vector are used up, as it may be in a sum already; to send equal values again, say what they are about';
/** What the participation that is under way has used up. */
let spent = '';

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
      show(outcome, `failed: ${error instanceof Error ? error.message : String(error)}; ${spent}`);
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
  spent = 'no round is used up by this';
  const filled = filledForm();
  const open = byId('open', HTMLUListElement);
  open.replaceChildren();
  for (const sentence of policyWarnings(filled.policy)) append(open, 'li', sentence, 'warning');
  const ledger = await openBrowserLedger(filled.identity.publicKey.toHex());
  if (!(await isStoragePersistent())) {
    show(
      warning,
      'This browser may clear what this page keeps when its disk is short of space: do not use this identity here for long.',
    );
  }
  const kernel = await defaultKernel();
  const { values, ...wanted } = filled;
  const ended = await takePart({
    ...wanted,
    fetch: globalThis.fetch.bind(globalThis),
    now: () => Date.now(),
    ledger,
    kernel,
    prover,
    checker: planesVerifier(kernel),
    random: systemRandom,
    input: (session) => inputFor(session, values),
    onClaim: ({ kind }) => {
      spent = kind === 'round' ? ROUND_SPENT : INPUT_SPENT;
    },
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
function inputFor({ parameters }: Session, values: Float64Array): Int32Array {
  const { encoding } = parameters;
  const input = encoding.kind === 'weighted-mean' ? { values, weight: 1 } : values;
  return encodeInput(encoding, parameters, input, systemRandom);
}

function showOutcome(ended: Participated): void {
  if (ended.kind !== 'published') {
    const { code, message } = ended;
    const check = Object.hasOwn(CHECKS, code) ? CHECKS[code as keyof typeof CHECKS] : undefined;
    const stops = check ? `; this check stops ${check.stops}` : '';
    show(outcome, `the session ended without a sum: ${code}: ${message}${stops}; ${spent}`);
    outcome.className = 'failed';
    return;
  }
  const { report } = ended;
  showReport(byId('report', HTMLElement), report);
  show(outcome, report.valid ? 'verified' : 'the record is invalid');
  outcome.className = report.valid ? 'passed' : 'failed';
  if (report.valid) byId('sum', HTMLParagraphElement).textContent = sumText(report);
}
