import type { Identity } from '../../crypto/signing.ts';
import { type OpenedRecord, openRecord, type RecordBody, sealRecord } from '../../record/record.ts';
import { ReportLines } from '../../record/report.ts';
import { type Report, verifyUnder } from '../../record/verify.ts';
import type { VerifierPolicy } from '../../record/policy.ts';
import { type Codec, fromBytes, toBytes } from '../../wire/codec.ts';
import { openEnvelope, type PhaseName, sealEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/message.ts';
import type { World } from './world.ts';
