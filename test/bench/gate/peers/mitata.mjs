/** Its engine with the defaults. Prints the mean in ms. */
import { measure } from 'mitata';

const { work } = await import(process.argv[2]);
const units = Number(process.argv[3]);
const fn = work(1) instanceof Promise ? async () => await work(units) : () => work(units);
const { avg } = await measure(fn);
console.log(avg / 1e6);
