/** As many participants as the address asks for, each in a frame. */
import { byId } from '../shared/dom.ts';

const wanted = Number(new URLSearchParams(location.search).get('frames') ?? 3);
const count = Number.isInteger(wanted) && wanted >= 1 ? Math.min(wanted, 20) : 3;
for (let i = 1; i <= count; i++) {
  const frame = document.createElement('iframe');
  frame.title = `participant ${i}`;
  frame.src = 'participant.html';
  byId('frames', HTMLElement).append(frame);
}
