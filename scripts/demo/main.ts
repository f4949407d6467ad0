/**
 * `npm run demo`: a federation trains a model; with `-- --attack boost`, one of the participants
 * cheats.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { attack: { type: 'string' }, stay: { type: 'boolean', default: false } },
});
if (values.attack === undefined) {
  const { train } = await import('./training.ts');
  await train(values.stay);
} else if (values.attack === 'boost') await import('./boost.ts');
else {
  console.error(`there is no attack ${values.attack}; the demonstration knows: boost`);
  process.exitCode = 2;
}
