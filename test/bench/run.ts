/**
 * `npm run bench [NAME…]`: the figures that the project promises, as ratios within one run. Each prints its own
 * table; a benchmark that cannot run here says why and the others go on.
 */
const benches: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  flame: () => import('./flame.ts'),
  overhead: () => import('./overhead.ts'),
  panel: () => import('./panel.ts'),
  report: () => import('./report.ts'),
  review: () => import('./review/main.ts'),
};

async function main(wanted: readonly string[]): Promise<void> {
  const names = Object.keys(benches);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(', ')}; there are: ${names.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  for (const name of wanted.length > 0 ? wanted : names) {
    console.log(`\n== ${name}`);
    try {
      await (await benches[name]?.())?.run();
    } catch (error) {
      console.error(`${name} did not run: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}

export {};

await main(process.argv.slice(2));
