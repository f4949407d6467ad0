// Blinders: r · H in constant time.

import { addExtended, EXTENDED_BYTES } from './curve';
import { BabyJubjub } from './fields';
import { readExtended } from './points';
import { fillTable, multiply } from './scalar';

const base: usize = memory.data(144, 16);
const product: usize = memory.data(144, 16);

/** Writes the table of a point given as 64 bytes. */
export function prepareTable(table: usize, point: usize): void {
  readExtended(base, point, 1);
  fillTable<BabyJubjub>(table, base);
}

/** sum ← sum + scalar · point, for a canonical scalar of 32 bytes. */
export function addBlinder(sum: usize, table: usize, scalar: usize): void {
  multiply<BabyJubjub>(product, table, scalar);
  addExtended<BabyJubjub>(sum, product);
  memory.fill(product, 0, EXTENDED_BYTES);
}
