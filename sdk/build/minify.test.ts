import { expect, it } from 'vitest';
import { minify, withValuesInPlace } from './minify.ts';

/** What a module leaves on `page`. */
async function outcome(code: string): Promise<unknown> {
  const page: { said?: unknown } = {};
  new Function('page', code)(page);
  return page.said;
}

const CODE = [
  'let n=1,r=e=>{n=e},s=/b+/,t=/a/g,u=e=>t.test(e),g=/(.)/g,i=e=>e.replace(g,`$1.`)',
  'o=e=>{let{a:n}=e;return{show:r,now:t=>n+t,is:e=>s.test(e)}}',
  'f=e=>(o(e).show(7),[n,o(e).now(2),o(e).is(`abb`),u(`aba`),u(`aba`),u(`aba`),i(`xy`)])',
  'd=[{a:3}].map(f);page.said=d',
].join();

it('puts a function or a pattern where it is used, and what they name stays what it was', async () => {
  const code = withValuesInPlace(CODE);
  expect(await outcome(CODE)).toEqual([[7, 5, true, true, true, false, 'x.y.']]);
  expect(await outcome(code)).toEqual(await outcome(CODE));
  expect(code).toMatch(/show:\w+=>/);
  expect(code).toMatch(/is:\w+=>\/b\+\/\.test/);
  expect(code).toMatch(/replace\(\/\(\.\)\/g,/);
});

it('means the same in few characters', async () => {
  const small = await minify(CODE);
  expect(small.length).toBeLessThan(CODE.length);
  expect(await outcome(small)).toEqual(await outcome(CODE));
});
