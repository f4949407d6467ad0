import type { Tracer } from '../net/service/tracer.ts';
import { VERSION } from './version.ts';

/** Loads the package `@opentelemetry/api`. */
type Load = () => Promise<{
  readonly trace: { getTracer(name: string, version: string): Tracer };
}>;

/**
 * The tracer of `@opentelemetry/api`, if that optional package is installed. Without an SDK that
 * the host has registered, its spans go nowhere.
 *
 * @throws what loading the package throws, unless it is not installed
 */
export async function installedTracer(
  load: Load = () => import('@opentelemetry/api'),
): Promise<Tracer | undefined> {
  try {
    return (await load()).trace.getTracer('veilsum', VERSION);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
