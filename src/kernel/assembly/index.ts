// Exports of the module. Arguments that name a place are addresses in its memory;
// src/kernel/wasm.ts declares all functions.

export { repeatAddition, repeatMultiplication } from './bench';
export { addBlinder, prepareTable } from './blind';
export { areEd25519Keys } from './edwards25519';
export { addFromComb, fillComb } from './comb';
export { addLookedUp, addToHistogram, gramMatrix, writePatterns } from './digits';
export { accumulateFew25519 } from './few';
export { addRows, finishFold, startFold } from './fold';
export { liftPoints } from './lift';
export { addCandidates, closeLanes, openLanes, subtractCandidates } from './mask';
export { accumulate, accumulate25519, addWindows } from './msm';
export { addCanonical, addElements, areCanonical, subtractElements } from './order';
export { multiplyMatrices, transpose } from './orderMatrix';
export { settleSums } from './orderSums';
export {
  combineOrder,
  dotOrder,
  enterOrder,
  equalityTable,
  leaveOrder,
  outerOrder,
  repeatOrder,
  scaleOrder,
  subsetSums,
} from './orderVectors';
export { pack, unpack } from './pack';
export { addPlanes, subsetPoints, toAffine } from './planes';
export {
  addPoints,
  areOnCurve,
  readAffine,
  readExtended,
  setIdentities,
  timesEight,
  writePoints,
} from './points';
export {
  evaluatePatterns,
  evaluateTable,
  foldIntegers,
  foldPatterns,
  foldTable,
  multiplyPatterns,
  multiplyTables,
  squareIntegers,
  squareTable,
} from './rounds';
export {
  areRistrettoEncodings,
  areScalars25519,
  multiplyRistretto,
  multiplyRistrettoByEach,
  readRistretto,
  setIdentity25519,
  writeRistretto,
} from './ristretto';
export { recodeElements, recodeScalars, recodeValues } from './recode';

/** The first free address. */
export function heapBase(): usize {
  return __heap_base;
}
