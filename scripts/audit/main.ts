/**
 * Asks npm for known vulnerabilities in what an installation brings and in the optional peers, and fails for every advisory that
 * scripts/audit/allowed.json does not list with a reason and a day. It needs the network, so it is no part of `npm run verify`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Allowed, type AuditReport, judgeAudit } from './judge.ts';

const allowed = JSON.parse(
  readFileSync(new URL('allowed.json', import.meta.url), 'utf8'),
) as readonly Allowed[];
// It exits with 1 where it finds something, which is for this program to judge.
const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
});
const report = parsed(stdout);
if (report?.vulnerabilities === undefined) {
  throw new Error(`npm audit gave no report\n${stdout}${stderr}`);
}
const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
const problems = judgeAudit({ vulnerabilities: report.vulnerabilities }, allowed, today);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`no known vulnerability, but for ${allowed.length} that do not concern it`);

function parsed(text: string): Partial<AuditReport> | undefined {
  try {
    return JSON.parse(text) as Partial<AuditReport>;
  } catch {
    return undefined;
  }
}
