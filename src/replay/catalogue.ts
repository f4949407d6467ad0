import type { Attack } from './attack.ts';
import { bothSecrets } from './attacks/s01BothSecrets.ts';
import { twoGroups } from './attacks/s02TwoGroups.ts';
import { viewMixing } from './attacks/s03ViewMixing.ts';
import { staleQuorum } from './attacks/s04StaleQuorum.ts';
import { staleKeys } from './attacks/s05StaleKeys.ts';
import { replacedKeys } from './attacks/s06ReplacedKeys.ts';
import { allSybils } from './attacks/s08AllSybils.ts';
import { lowThreshold } from './attacks/s09LowThreshold.ts';
import { otherModel } from './attacks/s10OtherModel.ts';
import { askedTwice } from './attacks/s11AskedTwice.ts';
import { withheldThenIncluded } from './attacks/s12WithheldThenIncluded.ts';
import { roundAgain } from './attacks/s13RoundAgain.ts';
import { swappedBoxes } from './attacks/s14SwappedBoxes.ts';
import { biasedSum } from './attacks/s15BiasedSum.ts';
import { twoRecords } from './attacks/s16TwoRecords.ts';
import { replacedCommitment } from './attacks/s17ReplacedCommitment.ts';
import { staleRecord } from './attacks/s18StaleRecord.ts';
import { unfinishedKey } from './attacks/s23UnfinishedKey.ts';
import { repeatedSignature } from './attacks/s25RepeatedSignature.ts';
import { swappedRoster } from './attacks/s27SwappedRoster.ts';
import { madeUpRoster } from './attacks/s28MadeUpRoster.ts';
import { otherCoordinator } from './attacks/s29OtherCoordinator.ts';
import { understatedCorruption } from './attacks/s30UnderstatedCorruption.ts';
import { hugeBound } from './attacks/s31HugeBound.ts';
import { fragileThreshold } from './attacks/s32FragileThreshold.ts';
import { tooManyRows } from './attacks/s33TooManyRows.ts';
import { listOfOne } from './attacks/s34ListOfOne.ts';
import { leftOutOfItsList } from './attacks/s35LeftOutOfItsList.ts';
import { lateEntrant } from './attacks/s36LateEntrant.ts';
import { transcriptNobodySaw } from './attacks/s37TranscriptNobodySaw.ts';
import { inputLeftOut } from './attacks/s38InputLeftOut.ts';
import { countedTwice } from './attacks/s39CountedTwice.ts';
import { recordFromNothing } from './attacks/s40RecordFromNothing.ts';
import { threeOwnedClients } from './attacks/s42ThreeOwnedClients.ts';
import { recordOfSybils } from './attacks/s43RecordOfSybils.ts';
import { twoQuorums } from './attacks/s44TwoQuorums.ts';
import { commitsLast } from './attacks/s45CommitsLast.ts';
import { oldRecord } from './attacks/s46OldRecord.ts';
import { noProofs } from './attacks/s51NoProofs.ts';
import { recordWithoutProofs } from './attacks/s52RecordWithoutProofs.ts';
import { proofsNobodyChecked } from './attacks/s53ProofsNobodyChecked.ts';
import { clipForOne } from './attacks/s71ClipForOne.ts';
import { heavyWeight } from './attacks/s72HeavyWeight.ts';
import { ownCoordinate } from './attacks/s73OwnCoordinate.ts';
import { boostedInput } from './attacks/c01BoostedInput.ts';
import { outOfBound } from './attacks/c02OutOfBound.ts';
import { otherPayload } from './attacks/c03OtherPayload.ts';
import { brokenPolynomial } from './attacks/c04BrokenPolynomial.ts';
import { otherSecretShared } from './attacks/c05OtherSecretShared.ts';
import { copiedProof } from './attacks/c06CopiedProof.ts';
import { developmentKey } from './attacks/c07DevelopmentKey.ts';
import { twoEnvelopes } from './attacks/c08TwoEnvelopes.ts';
import { noPoint } from './attacks/c09NoPoint.ts';
import { wrongShare } from './attacks/c10WrongShare.ts';
import { boxOutsideTheRoot } from './attacks/c15BoxOutsideTheRoot.ts';
import { identityKey } from './attacks/c16IdentityKey.ts';
import { oneKeyForBoth } from './attacks/c17OneKeyForBoth.ts';
import { otherSeedSigned } from './attacks/c18OtherSeedSigned.ts';
import { shortPayload } from './attacks/c19ShortPayload.ts';
import { otherRoot } from './attacks/c20OtherRoot.ts';
import { otherKind } from './attacks/c21OtherKind.ts';
import { confirmsUncommitted } from './attacks/c22ConfirmsUncommitted.ts';
import { boostedNorm } from './attacks/c31BoostedNorm.ts';
import { wrappedValue } from './attacks/c32WrappedValue.ts';
import { staleProof } from './attacks/c33StaleProof.ts';
import { replayedKeys } from './attacks/n01ReplayedKeys.ts';
import { earlierPhase } from './attacks/n02EarlierPhase.ts';
import { secondEncoding } from './attacks/n03SecondEncoding.ts';
import { alteredPayload } from './attacks/n04AlteredPayload.ts';
import { partition } from './attacks/n05Partition.ts';
import { anothersMessage } from './attacks/n06AnothersMessage.ts';
import { tooLate } from './attacks/n08TooLate.ts';
import { forgedCoordinator } from './attacks/n09ForgedCoordinator.ts';

/** Every attack, in the order of its id: S a deviating coordinator, C deviating clients, N the network. */
export const CATALOGUE: readonly Attack[] = [
  bothSecrets,
  twoGroups,
  viewMixing,
  staleQuorum,
  staleKeys,
  replacedKeys,
  allSybils,
  lowThreshold,
  otherModel,
  askedTwice,
  withheldThenIncluded,
  roundAgain,
  swappedBoxes,
  biasedSum,
  twoRecords,
  replacedCommitment,
  staleRecord,
  unfinishedKey,
  repeatedSignature,
  swappedRoster,
  madeUpRoster,
  otherCoordinator,
  understatedCorruption,
  hugeBound,
  fragileThreshold,
  tooManyRows,
  listOfOne,
  leftOutOfItsList,
  lateEntrant,
  transcriptNobodySaw,
  inputLeftOut,
  countedTwice,
  recordFromNothing,
  threeOwnedClients,
  recordOfSybils,
  twoQuorums,
  commitsLast,
  oldRecord,
  noProofs,
  recordWithoutProofs,
  proofsNobodyChecked,
  clipForOne,
  heavyWeight,
  ownCoordinate,
  boostedInput,
  outOfBound,
  otherPayload,
  brokenPolynomial,
  otherSecretShared,
  copiedProof,
  developmentKey,
  twoEnvelopes,
  noPoint,
  wrongShare,
  boxOutsideTheRoot,
  identityKey,
  oneKeyForBoth,
  otherSeedSigned,
  shortPayload,
  otherRoot,
  otherKind,
  confirmsUncommitted,
  boostedNorm,
  wrappedValue,
  staleProof,
  replayedKeys,
  earlierPhase,
  secondEncoding,
  alteredPayload,
  partition,
  anothersMessage,
  tooLate,
  forgedCoordinator,
];
