import { AgentError } from './agentError.ts';
import { VALUE_BYTES, type ValueType } from './requests.ts';

/** The numbers in a frame of values. @throws AgentError `bad-request` where there is no such frame, or a part of a number */
export function valuesIn(
  frame: Uint8Array | undefined,
  type: ValueType,
): Float32Array | Float64Array {
  const size = VALUE_BYTES[type];
  if (!frame || frame.length % size !== 0) {
    throw new AgentError(
      'bad-request',
      `this request is followed by a frame "values" with ${size} bytes for each value`,
    );
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const count = frame.length / size;
  const values = type === 'float32' ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = type === 'float32' ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  }
  return values;
}
