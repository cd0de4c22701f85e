/** The modules that Perfloop stands in for, by the name they are imported by. */
import type { Session } from '../session.ts';
import { benchmarkModule } from './benchmark.ts';
import { bennyModule } from './benny.ts';
import { mitataModule } from './mitata.ts';
import { perfloopModule } from './perfloop.ts';
import { tinybenchModule } from './tinybench.ts';
import { vitestModule } from './vitest.ts';

export function dialects(session: Session): Record<string, Record<string, unknown>> {
  const vitest = vitestModule(session);
  return {
    benchmark: benchmarkModule(session),
    benny: bennyModule(session),
    mitata: mitataModule(session),
    perfloop: perfloopModule(session),
    tinybench: tinybenchModule(session),
    vitest,
    // vitest by its newer name.
    'vite-plus/test': vitest,
  };
}
