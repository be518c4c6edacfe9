import { inspect } from './images/inspect.ts'; import { decode } from './images/decode.ts'; import { readFileSync } from 'node:fs';
const b=readFileSync(process.argv[2]); const t=performance.now();
const r:any=await (process.argv[3]==='i'?inspect(b):decode(b,{maxSide:2048})).catch(e=>e.code+' '+e.cause); 
console.log(process.argv[2].slice(8),process.argv[3], typeof r==='string'?r:r.width, Math.round(performance.now()-t)+'ms', Math.round(process.resourceUsage().maxRSS/1024)+'MB');
