import { describe, expect, it } from 'vitest';
import { reportOf } from './api.ts';

const TYPES = `/** The site. */
interface Options { /** needed */ site: string }
declare const track: (name: string) => Promise<void>;
export { track };
export type { Options };`;

describe('the report of the public interface', () => {
  it('does not change when only a comment or the layout does', () => {
    const other = TYPES.replace('The site.', 'A site.').replace('{ /**', '{\n  /**');
    expect(reportOf(other)).toBe(reportOf(TYPES));
  });

  it.each([
    ['a name that is no longer offered', TYPES.replace('export { track };', '')],
    ['a new parameter', TYPES.replace('name: string', 'name: string, props?: object')],
    ['an option that need not be given', TYPES.replace('site:', 'site?:')],
  ])('changes with %s', (_, other) => {
    expect(reportOf(other)).not.toBe(reportOf(TYPES));
  });
});
