import { describe } from 'vitest';
import { attacksUnder } from './underScheme.ts';

describe('in a coded session', () => {
  attacksUnder('coded');
});
