import assert from 'node:assert/strict';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { ownSamplerFolder } from '../../src/node/bundled.ts';
import { readProfile, scratch, selfShares, ticksOf } from '../support/recordings.ts';

/** Prints the share that it measured itself: the truth, whatever else the machine does. */
const program = (header: string) => `${header}
function seventy(n) {
  let x = 0;
  for (let i = 0; i < n; i++) {
    x = (x * 31 + i) % 1000003;
  }
  return x;
}
const thirty = (n) => {
  let x = 0;
  for (let i = 0; i < n; i++) {
    x = (x * 31 + i) % 1000003;
  }
  return x;
};
function deep(n) {
  return n === 0 ? thirty(30_000) : deep(n - 1);
}
let sum = 0;
const spent = [0, 0];
const until = performance.now() + 1200;
while (performance.now() < until) {
  const a = performance.now();
  sum += seventy(700_000);
  const b = performance.now();
  for (let k = 0; k < 10; k++) sum += deep(40);
  spent[0] += b - a;
  spent[1] += performance.now() - b;
}
console.log(JSON.stringify({ seventy: spent[0] / (spent[0] + spent[1]), sum }));
`;

const samplers = ownSamplerFolder() ? (['inspector', 'v8-profiler-next'] as const) : (['inspector'] as const);
const kinds = [
  { name: 'app.cjs', header: "const { performance } = require('node:perf_hooks');" },
  { name: 'app.mjs', header: "import { performance } from 'node:perf_hooks';" },
];

for (const sampler of samplers) {
  for (const { name, header } of kinds) {
    test(`${sampler}, ${name}: true functions, lines and shares`, async () => {
      const place = await scratch('o d#%ü-');
      try {
        const file = await place.write(name, program(header));
        const env = { PERFLOOP_SAMPLER: sampler };
        const record = async () => {
          const result = await place.run(['node', name], { intervalUs: 200, env });
          const { threads, output } = result.recording;
          assert.equal(threads.length, 1);
          assert.equal(threads[0]?.sampler, sampler);
          const profile = await readProfile(result);
          assert.equal(profile.samples.length, threads[0]?.samples);
          const truth = (JSON.parse(output.stdout) as { seventy: number }).seventy;
          const shares = selfShares(profile);
          const both = (shares.get('seventy') ?? 0) + (shares.get('thirty') ?? 0);
          assert.ok(both > 0.85, `seventy and thirty are ${both}`);
          const share = (shares.get('seventy') ?? 0) / both;
          return { profile, off: Math.abs(share - truth), told: `${share} / ${truth}` };
        };
        const tries = [await record()];
        // Taken off the processor in the middle of a turn, a sampler books the pause on one of the two: not each time.
        while (tries.at(-1)!.off >= 0.03 && tries.length < 4) tries.push(await record());
        const { profile, off } = tries.at(-1)!;
        assert.ok(off < 0.03, tries.map(({ told }) => told).join(', then '));

        const seventy = profile.nodes.find((n) => n.callFrame.functionName === 'seventy');
        const { url, lineNumber, columnNumber } = seventy?.callFrame ?? {};
        assert.deepEqual(
          { url, lineNumber, columnNumber },
          { url: pathToFileURL(file).href, lineNumber: 1, columnNumber: 16 },
        );
        const thirty = profile.nodes.find((n) => n.callFrame.functionName === 'thirty')?.callFrame;
        assert.deepEqual([thirty?.lineNumber, thirty?.columnNumber], [8, 15]);
        // Lines 4 and 5 are the loop; V8 books the loop's own check on either.
        for (const [fn, loop] of [
          ['seventy', [4, 5]],
          ['thirty', [11, 12]],
        ] as const) {
          const ticks = [...ticksOf(profile, fn)].sort((a, b) => b[1] - a[1]);
          const all = ticks.reduce((total, [, count]) => total + count, 0);
          const inLoop = ticks.filter(([line]) => line === loop[0] || line === loop[1]);
          assert.ok(
            inLoop.reduce((total, [, count]) => total + count, 0) / all > 0.95,
            JSON.stringify(ticks),
          );
          assert.equal(ticks[0]?.[0], loop[1]);
        }
      } finally {
        await place.remove();
      }
    });
  }

  test(`${sampler}: idle time and garbage collection have their own nodes`, async () => {
    const place = await scratch();
    try {
      await place.write(
        'app.cjs',
        `let keep = [];
         const churn = () => { for (let i = 0; i < 4e5; i++) { keep.push({ i, s: 'x' + i }); if (keep.length > 1e5) keep = []; } };
         let turns = 0;
         // The pause begins when the work is done, however long that takes on a busy machine.
         const turn = () => { churn(); if (++turns < 8) setTimeout(turn, 60); };
         turn();`,
      );
      const result = await place.run(['node', 'app.cjs'], { env: { PERFLOOP_SAMPLER: sampler } });
      const shares = selfShares(await readProfile(result));
      assert.ok((shares.get('(idle)') ?? 0) > 0.05, JSON.stringify([...shares]));
      assert.ok((shares.get('(garbage collector)') ?? 0) > 0.02, JSON.stringify([...shares]));
    } finally {
      await place.remove();
    }
  });
}
