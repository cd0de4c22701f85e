/** As its README has it: one task with the defaults. Prints the mean in ms. */
import { Bench } from 'tinybench';

const { work } = await import(process.argv[2]);
const units = Number(process.argv[3]);
const bench = new Bench();
bench.add('work', () => work(units));
await bench.run();
const { result } = bench.tasks[0];
console.log((result.latency ?? result).mean);
