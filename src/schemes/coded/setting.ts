/** The code and the link setting of a session that a party has accepted. */
import type { Session } from '../../session/session.ts';
import type { LinkSetting } from '../coding/link/statement.ts';
import type { CodeShape } from '../coding/shape.ts';
import { shapeOf } from './demand.ts';

/** The code of a session that a party has accepted. @throws Error where there is none */
export function codeOf(session: Session): CodeShape {
  const shape = shapeOf({ ...session, rowLength: session.parameters.rowLength });
  if (!shape) throw new Error('the thresholds of this session allow no code');
  return shape;
}

/** What link proofs in a session are about. @param holders - the clients of the `advertised` list */
export function linkSettingOf(session: Session, holders: readonly number[]): LinkSetting {
  return {
    sessionDigest: session.digest,
    rows: session.rows,
    rowLength: session.parameters.rowLength,
    layout: session.layout,
    shape: codeOf(session),
    holders,
  };
}
