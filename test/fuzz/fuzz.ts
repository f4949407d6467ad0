import type { TestBed } from '../../src/attacks/attack.ts';
import { campaign, campaignSeed } from './campaign.ts';
import type { Violation, ViolationKind } from './violation.ts';

/** How much to fuzz, and from where. */
export interface FuzzOptions {
  readonly testBed: TestBed;
  /** A non-negative safe integer: the same seed makes the same deliveries. */
  readonly seed: number;
  /** Deliveries to honest parties, at least. */
  readonly deliveries: number;
  /** Stops at the first violation, of one of these kinds where some are named. */
  readonly kinds?: readonly ViolationKind[] | undefined;
  readonly onCampaign?: ((deliveries: number, campaignSeed: number) => void) | undefined;
}

/** What a run of the fuzzer came to. */
export interface FuzzOutcome {
  readonly deliveries: number;
  readonly campaigns: number;
  /** How often each code was raised, and each phase answered. */
  readonly reached: ReadonlyMap<string, number>;
  /** The first violation, with the seed of the campaign that shows it again. */
  readonly found?: (Violation & { readonly campaignSeed: number }) | undefined;
}

/** Runs campaigns until there were enough deliveries, or until something happened that must not. */
export async function fuzz(options: FuzzOptions): Promise<FuzzOutcome> {
  const { testBed, seed, kinds, onCampaign } = options;
  const reached = new Map<string, number>();
  let deliveries = 0;
  let campaigns = 0;
  while (deliveries < options.deliveries) {
    const own = campaignSeed(seed, campaigns);
    const witness = await campaign(testBed, own);
    campaigns++;
    deliveries += witness.deliveries;
    for (const [what, times] of witness.reached) {
      reached.set(what, (reached.get(what) ?? 0) + times);
    }
    onCampaign?.(deliveries, own);
    const violation = witness.violations.find(({ kind }) => kinds?.includes(kind) ?? true);
    if (violation) {
      return { deliveries, campaigns, reached, found: { ...violation, campaignSeed: own } };
    }
  }
  return { deliveries, campaigns, reached };
}
