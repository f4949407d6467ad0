import type { Attack } from '../attack.ts';
import { otherScheme } from './l01OtherScheme.ts';
import { mixedSymbols } from './l03MixedSymbols.ts';
import { symbolsTwice } from './l04SymbolsTwice.ts';
import { otherSymbol } from './l05OtherSymbol.ts';
import { offTheCode } from './l06OffTheCode.ts';
import { unlinkedPayload } from './l07UnlinkedPayload.ts';
import { chosenNeighbours } from './g01ChosenNeighbours.ts';
import { smallPart } from './g02SmallPart.ts';
import { weakGraph } from './g03WeakGraph.ts';
import { shrunkList } from './g04ShrunkList.ts';
import { anotherDealerList } from './g05AnotherDealerList.ts';
import { keysOfItsOwn } from './g06KeysOfItsOwn.ts';
import { commitOfItsOwn } from './g07CommitOfItsOwn.ts';
import { shareOfItsOwn } from './g08ShareOfItsOwn.ts';
import { wrongAnswer } from './l08WrongAnswer.ts';
import { bothSecrets } from './s01BothSecrets.ts';
import { twoGroups } from './s02TwoGroups.ts';
import { viewMixing } from './s03ViewMixing.ts';
import { staleQuorum } from './s04StaleQuorum.ts';
import { staleKeys } from './s05StaleKeys.ts';
import { replacedKeys } from './s06ReplacedKeys.ts';
import { allSybils } from './s08AllSybils.ts';
import { lowThreshold } from './s09LowThreshold.ts';
import { otherModel } from './s10OtherModel.ts';
import { askedTwice } from './s11AskedTwice.ts';
import { withheldThenIncluded } from './s12WithheldThenIncluded.ts';
import { roundAgain } from './s13RoundAgain.ts';
import { swappedBoxes } from './s14SwappedBoxes.ts';
import { biasedSum } from './s15BiasedSum.ts';
import { twoRecords } from './s16TwoRecords.ts';
import { replacedCommitment } from './s17ReplacedCommitment.ts';
import { staleRecord } from './s18StaleRecord.ts';
import { unfinishedKey } from './s23UnfinishedKey.ts';
import { repeatedSignature } from './s25RepeatedSignature.ts';
import { swappedRoster } from './s27SwappedRoster.ts';
import { madeUpRoster } from './s28MadeUpRoster.ts';
import { otherCoordinator } from './s29OtherCoordinator.ts';
import { understatedCorruption } from './s30UnderstatedCorruption.ts';
import { hugeBound } from './s31HugeBound.ts';
import { fragileThreshold } from './s32FragileThreshold.ts';
import { tooManyRows } from './s33TooManyRows.ts';
import { listOfOne } from './s34ListOfOne.ts';
import { leftOutOfItsList } from './s35LeftOutOfItsList.ts';
import { lateEntrant } from './s36LateEntrant.ts';
import { transcriptNobodySaw } from './s37TranscriptNobodySaw.ts';
import { inputLeftOut } from './s38InputLeftOut.ts';
import { countedTwice } from './s39CountedTwice.ts';
import { recordFromNothing } from './s40RecordFromNothing.ts';
import { threeOwnedClients } from './s42ThreeOwnedClients.ts';
import { recordOfSybils } from './s43RecordOfSybils.ts';
import { twoQuorums } from './s44TwoQuorums.ts';
import { commitsLast } from './s45CommitsLast.ts';
import { oldRecord } from './s46OldRecord.ts';
import { accusedIncluded } from './s47AccusedIncluded.ts';
import { framedAccuser } from './s48FramedAccuser.ts';
import { framedDealer } from './s49FramedDealer.ts';
import { framedHolder } from './s50FramedHolder.ts';
import { noProofs } from './s51NoProofs.ts';
import { recordWithoutProofs } from './s52RecordWithoutProofs.ts';
import { proofsNobodyChecked } from './s53ProofsNobodyChecked.ts';
import { unprovenInRecord } from './s54UnprovenInRecord.ts';
import { clipForOne } from './s71ClipForOne.ts';
import { heavyWeight } from './s72HeavyWeight.ts';
import { ownCoordinate } from './s73OwnCoordinate.ts';
import { otherLayout } from './s74OtherLayout.ts';
import { otherListInAPart } from './s75OtherListInAPart.ts';
import { partAsWhole } from './s76PartAsWhole.ts';
import { boostedInput } from './c01BoostedInput.ts';
import { outOfBound } from './c02OutOfBound.ts';
import { otherPayload } from './c03OtherPayload.ts';
import { brokenPolynomial } from './c04BrokenPolynomial.ts';
import { otherSecretShared } from './c05OtherSecretShared.ts';
import { copiedProof } from './c06CopiedProof.ts';
import { developmentKey } from './c07DevelopmentKey.ts';
import { equivocation } from './c08TwoEnvelopes.ts';
import { noPoint } from './c09NoPoint.ts';
import { wrongShare } from './c10WrongShare.ts';
import { boxOutsideTheRoot } from './c15BoxOutsideTheRoot.ts';
import { identityKey } from './c16IdentityKey.ts';
import { oneKeyForBoth } from './c17OneKeyForBoth.ts';
import { otherSeedSigned } from './c18OtherSeedSigned.ts';
import { shortPayload } from './c19ShortPayload.ts';
import { otherRoot } from './c20OtherRoot.ts';
import { shareLeftOut } from './c21ShareLeftOut.ts';
import { confirmsUncommitted } from './c22ConfirmsUncommitted.ts';
import { anotherList } from './c23AnotherList.ts';
import { keyOfAnothers, listedKeyOfAnothers } from './c24KeyOfAnothers.ts';
import { falseAccuser } from './c25FalseAccuser.ts';
import { boxesForTooFew } from './c26BoxesForTooFew.ts';
import { boostedNorm } from './c31BoostedNorm.ts';
import { wrappedValue } from './c32WrappedValue.ts';
import { staleProof } from './c33StaleProof.ts';
import { oneAboveTheBound } from './c34OneAboveTheBound.ts';
import { wrappedDigits } from './c35WrappedDigits.ts';
import { half } from './c36Half.ts';
import { behindTheLast } from './c37BehindTheLast.ts';
import { normOneTooLong } from './c38NormOneTooLong.ts';
import { partnersProof } from './c39PartnersProof.ts';
import { earlierProof } from './c40EarlierProof.ts';
import { largerBound } from './c41LargerBound.ts';
import { twoTicks } from './c42TwoTicks.ts';
import { replayedKeys } from './n01ReplayedKeys.ts';
import { earlierPhase } from './n02EarlierPhase.ts';
import { secondEncoding } from './n03SecondEncoding.ts';
import { alteredPayload } from './n04AlteredPayload.ts';
import { partition } from './n05Partition.ts';
import { anothersMessage } from './n06AnothersMessage.ts';
import { tooLate } from './n08TooLate.ts';
import { forgedCoordinator } from './n09ForgedCoordinator.ts';
import { cutNotes } from './j01CutNotes.ts';
import { restoredNotes } from './j02RestoredNotes.ts';
import { cutStore } from './j03CutStore.ts';
import { restoredStore } from './j04RestoredStore.ts';
import { twoSessionsOneName } from './q01TwoSessionsOneName.ts';
import { redirected } from './q02Redirected.ts';
import { notesOfAnotherTask } from './q03NotesOfAnotherTask.ts';
import { sameInputAgain } from './q04SameInputAgain.ts';
import { alteredCopy } from './w01AlteredCopy.ts';
import { signedGiant } from './w02SignedGiant.ts';
import { looserRequest } from './m01LooserRequest.ts';
import { giantFrame } from './m02GiantFrame.ts';
import { takenPlace } from './m03TakenPlace.ts';

/**
 * Every attack, ordered by id. S, C and N are attacks on the parties themselves, by a malicious
 * coordinator, corrupt clients, or the network. J attacks a participant’s journal and a
 * coordinator’s store, damaged or restored. Q attacks what a participant asks for, through the HTTP
 * client, its journal and the coordinator’s service. W attacks what that service accepts. M attacks
 * a participant’s agent, from its own machine.
 */
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
  accusedIncluded,
  framedAccuser,
  framedDealer,
  framedHolder,
  noProofs,
  recordWithoutProofs,
  proofsNobodyChecked,
  unprovenInRecord,
  clipForOne,
  heavyWeight,
  ownCoordinate,
  otherLayout,
  otherListInAPart,
  partAsWhole,
  boostedInput,
  outOfBound,
  otherPayload,
  brokenPolynomial,
  otherSecretShared,
  copiedProof,
  developmentKey,
  equivocation,
  noPoint,
  wrongShare,
  boxOutsideTheRoot,
  identityKey,
  oneKeyForBoth,
  otherSeedSigned,
  shortPayload,
  otherRoot,
  shareLeftOut,
  confirmsUncommitted,
  anotherList,
  keyOfAnothers,
  falseAccuser,
  boxesForTooFew,
  listedKeyOfAnothers,
  boostedNorm,
  wrappedValue,
  staleProof,
  oneAboveTheBound,
  wrappedDigits,
  half,
  behindTheLast,
  normOneTooLong,
  partnersProof,
  earlierProof,
  largerBound,
  twoTicks,
  otherScheme,
  mixedSymbols,
  symbolsTwice,
  otherSymbol,
  offTheCode,
  unlinkedPayload,
  wrongAnswer,
  chosenNeighbours,
  smallPart,
  weakGraph,
  shrunkList,
  anotherDealerList,
  keysOfItsOwn,
  commitOfItsOwn,
  shareOfItsOwn,
  replayedKeys,
  earlierPhase,
  secondEncoding,
  alteredPayload,
  partition,
  anothersMessage,
  tooLate,
  forgedCoordinator,
  cutNotes,
  restoredNotes,
  cutStore,
  restoredStore,
  twoSessionsOneName,
  redirected,
  notesOfAnotherTask,
  sameInputAgain,
  alteredCopy,
  signedGiant,
  looserRequest,
  giantFrame,
  takenPlace,
];
