import { describe, expect, it } from 'vitest';
import { KNOWN_DEFECTS } from '../../src/attacks/knownDefects/index.ts';
import { kernel } from '../support/federation.ts';

describe('a public defect of another implementation', () => {
  it.each(KNOWN_DEFECTS.map((defect) => [defect.id, defect.title, defect] as const))(
    '%s, %s: the attack succeeds on a model of it, and not here',
    async (id, _title, { onTheirs, onOurs }) => {
      expect(id).toMatch(/^D\d\d$/);
      expect(await onTheirs(kernel)).toMatchObject({ caught: false, succeeded: true });
      expect(await onOurs(kernel)).toMatchObject({ succeeded: false });
    },
  );

  it('is shown in figures', async () => {
    const gained = await Promise.all(KNOWN_DEFECTS.map(({ onTheirs }) => onTheirs(kernel)));
    expect(gained.map((outcome) => outcome.gained)).toEqual([
      'the vector (412, -77, 980, 3), exactly, after at most 65536 seeds',
      'the victim’s vector, exactly: (-5, 1200, 77)',
      'the victim’s vector, exactly: (31, -4000, 9)',
      'one commitment that opens to (10, 20, 30) and to (1010, -480, 30)',
      'a commitment to 42 that is accepted as one to 1000000',
      'the vector (412, -77, 980, 3), exactly, from two symbols',
    ]);
  });
});
