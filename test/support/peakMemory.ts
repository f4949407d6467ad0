import { readFileSync } from 'node:fs';

/**
 * The most memory that this process had at once, in bytes. From Linux's /proc where there is one:
 * `maxRSS` starts at what the process that spawned this one had at that moment.
 */
export function peakMemory(): number {
  try {
    return (
      1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1])
    );
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}
