import { describe, expect, it } from 'vitest';
import { layOut } from './layout.ts';
import { chance, change, nameUnused } from './tune.ts';

/** All that can be said otherwise, with names that hide others and names that are used from further out. */
const DECLARED = [
  'let a=1,b=(c,d)=>{let e=c+a;for(let f of d){let [d]=[f];e+=d}return e===a?`one`:e},g=()=>b(a,[1,2])',
  'h=({i,j:k=a,...l})=>{try{throw {i,k,l}}catch({i:m,...n}){return [m,n,(o=>o+a)(k)]}}',
  'p=async()=>{let q=await g();return {q,r:`two`,s:a!==q}},t=null',
  'B=e=>f=>{let x=e+f;return x},u=(v,w)=>{let x=w;return x},y,z=[u].map(e=>{y=e(a,4);return t}),A=a+1',
].join(',');
const CODE = `${DECLARED};page.done=[g(),h({i:3,u:4}),p(),typeof t,u(1,2),y,z,A,B(1)(2)]`;

async function outcome(code: string): Promise<unknown> {
  const page = { done: [] as unknown[] };
  new Function('page', `{${code}}`)(page);
  return Promise.all(page.done);
}

describe('a layout', () => {
  it('prints the code as it was until something else is chosen', () => {
    expect(layOut(CODE).print()).toBe(CODE);
  });

  it('means the same whatever is chosen', async () => {
    const layout = layOut(CODE);
    const below = chance(1);
    const meant = await outcome(CODE);
    nameUnused(layout);
    const printed = new Set<string>();
    for (let i = 0; i < 500; i += 1) {
      change(layout, below);
      printed.add(layout.print());
      expect(await outcome(layout.print())).toEqual(meant);
    }
    expect(printed.size).toBeGreaterThan(200);
  });
});
