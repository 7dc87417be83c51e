import { describe, expect, it } from 'vitest';
import { campaignQuery, readArrival } from './arrival.ts';

const read = (query: string) => readArrival(new URLSearchParams(campaignQuery(`?${query}`)));

describe('an arrival', () => {
  it('is nothing without campaign and click', () => {
    expect(campaignQuery('?q=cat&constructor=1')).toBe('');
    expect(campaignQuery('')).toBe('');
  });

  it('names the campaign without its prefix', () => {
    expect(read('utm_source=news&utm_medium=email&utm_term=cat+food')[0]).toEqual({
      campaign: { source: 'news', medium: 'email', term: 'cat food' },
      click_ids: {},
    });
  });

  it('by a paid medium is an advertisement of the source', () => {
    expect(read('utm_source=google&utm_medium=CPC&utm_campaign=spring')[1]).toEqual({
      kind: 'arrival',
      network: 'google',
      campaign: 'spring',
    });
  });

  it('by an advertising click id is an advertisement', () => {
    expect(read('gclid=abc')).toEqual([
      { campaign: {}, click_ids: { gclid: 'abc' } },
      { kind: 'arrival', network: 'gclid', campaign: undefined },
    ]);
  });

  it.each(['dclid', 'gbraid', 'wbraid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id', 'yclid'])(
    'by %s is one too',
    (name) => {
      expect(read(`${name}=x`)[1]).toMatchObject({ network: name });
    },
  );

  it.each(['cpc', 'CPM', 'ppc', 'p4p', 'retargeting', 'display', 'banner', 'paid-social'])(
    'by the medium %s is one too',
    (medium) => {
      expect(read(`utm_medium=${medium}`)[1]).toBeTruthy();
    },
  );

  it.each(['fbclid=x', 'mc_cid=x', 'utm_medium=cpanel', 'utm_medium=email', 'utm_medium=organic'])(
    'by %s is no advertisement',
    (query) => {
      expect(read(query)[0]).not.toEqual({ campaign: {}, click_ids: {} });
      expect(read(query)[1]).toBeFalsy();
    },
  );
});
