import { describe, expect, it } from 'vitest';
import { describeLink } from './links.ts';

const describe_ = (href: string, own = false, saved = false) =>
  describeLink(new URL(href), own, saved);

describe('a link', () => {
  it('to another site is an outbound click without its query', () => {
    expect(describe_('https://b.test/x?y=1')).toEqual([
      'click',
      { kind: 'outbound', href: 'https://b.test/x' },
    ]);
  });

  it('within the site is nothing', () => {
    expect(describe_('https://a.test/x', true)).toBe(false);
  });

  it('to a file is a download, also within the site', () => {
    expect(describe_('https://a.test/f/list.pdf?v=2', true)).toEqual([
      'file_download',
      { href: 'https://a.test/f/list.pdf' },
    ]);
  });

  it('with a download attribute is a download whatever it is called', () => {
    expect(describe_('https://a.test/export', true, true)).toMatchObject(['file_download', {}]);
  });

  it.each(['javascript:void 0', 'blob:https://a.test/1', 'data:,x'])('%s is nothing', (href) => {
    expect(describe_(href)).toBe(false);
  });

  it('to an address or number tells its kind and not whose it is', () => {
    expect(describe_('mailto:me@b.test')).toEqual(['click', { kind: 'mailto' }]);
    expect(describe_('tel:+9821')).toEqual(['click', { kind: 'tel' }]);
  });
});
