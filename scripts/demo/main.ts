/**
 * `npm run demo`: a federation trains a model; with `-- --attack boost`, one of the participants
 * cheats; with `-- --attack cheaters`, three of them cheat in every round.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { attack: { type: 'string' }, stay: { type: 'boolean', default: false } },
});
if (values.attack === undefined) {
  const { train } = await import('./training.ts');
  await train(values.stay);
} else if (values.attack === 'boost') await import('./boost.ts');
else if (values.attack === 'cheaters') await import('./cheaters.ts');
else {
  console.error(`there is no attack ${values.attack}; the demonstration knows: boost, cheaters`);
  process.exitCode = 2;
}
