import { loadDigits, splitDigits } from './scripts/demo/digits.ts';
import { accuracy, localUpdate, newModel } from './scripts/demo/softmax.ts';
let t=performance.now();
const {test,parts}=splitDigits(loadDigits());
console.log('load',performance.now()-t, test.labels.length, parts.map(p=>p.labels.length).join());
for(const p of parts.slice(0,4)){const h=new Array(10).fill(0);p.labels.forEach(l=>h[l]++);console.log(h.join(' '))}
for (const [epochs,batchSize,learningRate] of [[2,20,0.05],[2,10,0.05],[2,20,0.1],[1,10,0.05]] as const){
 const m=newModel(); const acc=[accuracy(m,test)];let ms=0,maxAbs=0;
 for(let r=0;r<8;r++){ const us=parts.map((p,i)=>{const t=performance.now();const u=localUpdate(m,p,{epochs,batchSize,learningRate,seed:r*100+i});ms+=(performance.now()-t)/160;for(const x of u)maxAbs=Math.max(maxAbs,Math.abs(x));return u});
 for(let i=0;i<m.length;i++){let s=0;for(const u of us)s+=u[i]!;m[i]!+=s/parts.length}
 acc.push(accuracy(m,test));}
 console.log(epochs,batchSize,learningRate,acc.map(a=>a.toFixed(3)).join(' '),'ms',ms.toFixed(0),'max',maxAbs.toFixed(4));
}
