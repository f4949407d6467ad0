import { describe, expect, it } from 'vitest';
import { type Allowed, type AuditReport, judgeAudit } from '../../scripts/audit/judge.ts';

const TODAY = '2026-03-01';
const ADVISORY = {
  url: 'https://example.org/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'Reads beyond the end',
  severity: 'high',
};
/** `left` is at fault, and `right` only depends on it. */
const REPORT: AuditReport = {
  vulnerabilities: {
    left: { severity: 'high', via: [ADVISORY] },
    right: { severity: 'high', via: ['left'] },
  },
};
const ALLOWED: Allowed = {
  id: 'GHSA-aaaa-bbbb-cccc',
  because: 'the function is never called',
  until: '2026-06-01',
};

describe('the audit of dependencies', () => {
  it('has nothing to say where nothing is found', () => {
    expect(judgeAudit({ vulnerabilities: {} }, [], TODAY)).toEqual([]);
  });

  it('names the package at fault once, and not those that depend on it', () => {
    expect(judgeAudit(REPORT, [], TODAY)).toEqual([
      'left: Reads beyond the end (high, GHSA-aaaa-bbbb-cccc)',
    ]);
  });

  it('lets an advisory pass that is on the list, up to its day', () => {
    expect(judgeAudit(REPORT, [ALLOWED], TODAY)).toEqual([]);
    expect(judgeAudit(REPORT, [ALLOWED], ALLOWED.until)).toEqual([
      'left: Reads beyond the end (high, GHSA-aaaa-bbbb-cccc): allowed until 2026-06-01 only',
    ]);
  });

  it('wants entries gone that nothing matches', () => {
    expect(judgeAudit({ vulnerabilities: {} }, [ALLOWED], TODAY)).toEqual([
      'GHSA-aaaa-bbbb-cccc is allowed, and nothing is found of it: take it away',
    ]);
  });
});
