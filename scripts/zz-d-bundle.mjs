import { bundleFunctions } from '/work/main/infra/bundle-functions.ts';
import { gzipSync } from 'node:zlib'; import { readdirSync, readFileSync, mkdtempSync } from 'node:fs'; import { join } from 'node:path';
import budgets from '/work/main/bench/bundle-budgets.json' with { type: 'json' };
const f = mkdtempSync('/tmp/d-b-'); const names = ['gate-draft','health','draft-app','specify','heal-app','chat'];
await bundleFunctions(f, names);
for (const n of names) { const s = readdirSync(join(f,n)).filter(x=>x.endsWith('.mjs')).reduce((a,x)=>a+gzipSync(readFileSync(join(f,n,x))).length,0)/1024; console.log(n, s.toFixed(0), budgets[n]); }
