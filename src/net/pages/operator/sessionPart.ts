import type { SessionJson } from '../../wire/sessionJson.ts';
import { element, table } from './dom.ts';
import { bytesText, momentText, type PhaseFigures, phaseFigures } from './figures.ts';
import { barPlot } from './plots.ts';

/** Shows the public state of one session. */
export function sessionPart(session: SessionJson, now: number): HTMLElement {
  const figures = phaseFigures(session, now);
  return element(
    'div',
    {},
    element('h2', {}, `${session.task}, round ${session.round}`),
    element('p', {}, element('code', {}, session.digest)),
    element(
      'p',
      {},
      `n = ${session.clients}, t = ${session.threshold}, ${session.length} coordinates within ±${session.bound}`,
    ),
    outcome(session),
    phaseTable(figures),
    plots(figures),
    rejections(session),
    evidence(session),
  );
}

function outcome({ digest, state, abort, deadline }: SessionJson): HTMLElement {
  if (abort) {
    const { code, message, culprit } = abort;
    const by = culprit === undefined ? '' : ` (${culprit})`;
    return element('p', { class: 'aborted', id: 'abort' }, `aborted: ${code}: ${message}${by}`);
  }
  if (state === 'published') {
    const href = `v1/records/${digest}`;
    const link = element('a', { href, download: `${digest}.cbor` }, 'the record');
    return element('p', { class: 'published' }, 'published: ', link);
  }
  const until = deadline === undefined ? 'no deadline' : `until ${momentText(deadline)}`;
  return element('p', {}, `collecting ${state}, ${until}`);
}

function phaseTable(figures: readonly PhaseFigures[]): HTMLElement {
  return table(
    ['phase', 'accepted', 'of', 'dropouts', 'bytes', 'seconds'],
    figures.map(({ phase, accepted, expected, dropouts, bytes, seconds }) => [
      phase,
      String(accepted),
      String(expected),
      dropouts === undefined ? 'open' : String(dropouts),
      bytesText(bytes),
      seconds.toFixed(1),
    ]),
    [1, 2, 3, 4, 5],
  );
}

function plots(figures: readonly PhaseFigures[]): HTMLElement {
  const names = figures.map(({ phase }) => phase);
  const bytes = figures.map((figure) => figure.bytes);
  const seconds = figures.map((figure) => figure.seconds);
  return element(
    'div',
    { class: 'plots' },
    barPlot('bytes', names, bytes, bytesText),
    barPlot('seconds', names, seconds, (value) => `${Number(value.toPrecision(3))} s`),
  );
}

function rejections({ rejections: count, rejectionCodes }: SessionJson): HTMLElement {
  if (count === 0) return element('p', {}, 'No message was rejected.');
  const codes = Object.entries(rejectionCodes).map(([code, times]) => [code, String(times)]);
  return element(
    'div',
    {},
    element('h3', {}, 'Rejected messages'),
    table(['check', 'times'], codes, [1]),
  );
}

function evidence({ digest, evidence: items }: SessionJson): HTMLElement {
  if (items.length === 0) return element('p', {}, 'There is no evidence.');
  const rows = items.map(({ code, culprit }, i) => [
    code,
    culprit,
    element(
      'a',
      {
        href: `v1/sessions/${digest}/evidence/${i}`,
        download: `${digest.slice(0, 16)}-${i}.evidence`,
      },
      'download',
    ),
  ]);
  return element(
    'div',
    {},
    element('h3', {}, 'Evidence'),
    table(['check', 'against', 'file'], rows),
  );
}
