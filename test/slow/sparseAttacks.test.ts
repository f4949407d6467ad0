import { describe } from 'vitest';
import { attacksUnder } from '../attacks/underScheme.ts';

describe('in a sparse session', () => {
  // A third or half of three or four clients may drop out of the first two, and the others sum a vector in parts.
  attacksUnder('sparse', ['S08', 'N05', 'S75', 'S76']);
});
