import { pathToFileURL } from 'node:url';
import { catalogue } from '../properties/catalogue.ts';
import { deciderOf } from '../src/claims/case-job.ts';
import type { AnyClaim } from '../src/claims/claim.ts';
import { caseSeed } from '../src/claims/seeds.ts';

/**
 * Decides every PARTS-th case of a run in a loop, with no executor and no store: what the machine itself gives to one process, or to two.
 * Usage: bare-cases.js CLAIM RUNS PART PARTS; prints wall seconds.
 */
const [claim = '', runs = '', part = '', parts = ''] = process.argv.slice(2);
const known = claim.endsWith('.js')
  ? (Object.values(await import(pathToFileURL(claim).href)) as AnyClaim[])
  : catalogue.filter(({ id }) => id === claim);
const decide = deciderOf(known);
const id = known[0]!.id;
const job = (index: number) => ({ claim: id, assert: 'stated', seed: caseSeed(1, id, index) }) as const;
await decide(job(0));
const started = performance.now();
for (let index = Number(part); index < Number(runs); index += Number(parts)) await decide(job(index));
console.log((performance.now() - started) / 1000);
