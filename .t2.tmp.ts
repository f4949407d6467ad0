import { loadDigits, splitDigits } from './scripts/demo/digits.ts';
import { accuracy, localUpdate, newModel } from './scripts/demo/softmax.ts';
const {test,parts}=splitDigits(loadDigits());
const m=newModel();
for(let i=0;i<12;i++){const t=performance.now(),c=process.cpuUsage().user;localUpdate(m,parts[i]!,{epochs:2,learningRate:0.1,seed:i});console.log((performance.now()-t).toFixed(1),((process.cpuUsage().user-c)/1000).toFixed(1));}
