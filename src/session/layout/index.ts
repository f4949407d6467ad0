export { fromSessionUnit, toSessionUnit } from './clips.ts';
export {
  type LayoutEntry,
  layoutArgument,
  layoutDigest,
  type TensorLayout,
  type TensorType,
  valuesIn,
} from './layout.ts';
